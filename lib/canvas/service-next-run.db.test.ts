import { describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { publishInputSchema } from "./publish-schema.ts";
import { createCanvasSchema, patchCanvasSchema } from "./schema.ts";
import { changeCanvas, createCanvas, getCanvas } from "./service.ts";
import { launchCanvas, pauseCanvas, resumeCanvas, stopCanvas } from "./service-lifecycle.ts";
import { publishCanvas } from "./service-publish.ts";
import { planPublication, publishPlanned } from "./service-publish-later.ts";
import { beginCanvasRun } from "./service-run.ts";

useTestDatabase();

const DAY = 86_400;
const rules = publishInputSchema.parse({});
const later = (context: Context, seconds: number): Context => ({
  ...context,
  now: new Date(context.now.getTime() + seconds * 1_000),
});

async function scheduled(entry: Record<string, unknown>): Promise<{ context: Context; id: string }> {
  const context = await createWorkspace(new Date("2026-03-01T08:00:00Z"));
  const input = { name: "N", entry: { type: "scheduled", ...entry }, steps: [step("a")] };
  const { canvas_id: id } = await createCanvas(context, createCanvasSchema.parse(input));
  await launchCanvas(context, id);
  return { context, id };
}

const step = (name: string) => ({ id: "s", name, type: "delay", delay: { seconds: DAY }, next: null });

async function correct(context: Context, id: string, patch: object = { steps: [step("b")] }): Promise<void> {
  await changeCanvas(context, id, patchCanvasSchema.parse(patch));
}

async function stateOf(context: Context, id: string) {
  const {
    status,
    next_run_at: next,
    launched_at: launched,
    live_version: live,
  } = await getCanvas(context, id);
  return { status, next, launched, number: live?.number };
}

/** The runs that began, by when they were due. */
async function runsOf(id: string): Promise<string[]> {
  const { rows } = await pool().query<{ at: string }>(
    "SELECT data->>'at' AS at FROM pgboss.job WHERE name = 'canvas.run' AND data->>'canvas_id' = $1 ORDER BY 1",
    [id],
  );
  return rows.map((row) => row.at);
}

describe("publishing a correction", () => {
  it("keeps a schedule that has begun, and adds no run", async () => {
    const { context, id } = await scheduled({ start: "launch", frequency: "daily" });
    await beginCanvasRun(context.workspaceId, id, context.now, context.now);
    const before = await stateOf(context, id);
    await correct(context, id);
    await publishCanvas(later(context, 3_600), id, rules);
    expect(await stateOf(context, id)).toEqual({ ...before, number: 2 });
    expect(await runsOf(id)).toHaveLength(1);
  });

  it("is possible once the only run is over", async () => {
    const { context, id } = await scheduled({ start: "2026-03-02T09:00:00Z" });
    const due = new Date("2026-03-02T09:00:00Z");
    await beginCanvasRun(context.workspaceId, id, due, due);
    await correct(context, id);
    await publishCanvas(later(context, 5 * DAY), id, rules);
    expect(await stateOf(context, id)).toMatchObject({ status: "active", next: null, number: 2 });
  });

  it("plans anew when the schedule itself is another", async () => {
    const { context, id } = await scheduled({ start: "launch", frequency: "daily" });
    const entry = { type: "scheduled", start: "2026-03-09T10:00:00Z", frequency: "daily" };
    await correct(context, id, { entry });
    await publishCanvas(later(context, 3_600), id, rules);
    expect((await stateOf(context, id)).next).toBe("2026-03-09T10:00:00.000Z");
  });

  it("wakes no journey that is paused or stopped; launching does what was stopped", async () => {
    const { context, id } = await scheduled({ start: "launch", frequency: "daily" });
    const { next } = await stateOf(context, id);
    await pauseCanvas(context, id);
    await correct(context, id);
    await publishCanvas(later(context, 60), id, rules);
    expect(await stateOf(context, id)).toMatchObject({ status: "paused", next, number: 2 });
    await stopCanvas(context, id);
    await correct(context, id, { steps: [step("c")] });
    await publishCanvas(later(context, 120), id, rules);
    expect(await stateOf(context, id)).toMatchObject({ status: "stopped", next: null, number: 3 });
    await launchCanvas(later(context, 180), id);
    expect(await stateOf(context, id)).toMatchObject({ status: "active", next: "2026-03-01T08:03:00.000Z" });
  });

  it("is refused for a draft that is not the one that was looked at", async () => {
    const { context, id } = await scheduled({ start: "launch", frequency: "daily" });
    const { revision } = await getCanvas(context, id);
    await correct(context, id);
    const late = publishCanvas(context, id, rules, { revision });
    await expect(late).rejects.toMatchObject({ status: 412, errors: [{ code: "saved_by_other" }] });
    const planned = planPublication(context, id, rules, later(context, DAY).now, { revision });
    await expect(planned).rejects.toMatchObject({ status: 412 });
    expect(await stateOf(context, id)).toMatchObject({ number: 1 });
  });
});

describe("launching a journey that was stopped", () => {
  const MISSED = { code: "in_the_past", field: "entry.start" };

  it("runs a one-time one once more from now", async () => {
    const { context, id } = await scheduled({ start: "launch" });
    await beginCanvasRun(context.workspaceId, id, context.now, context.now);
    await stopCanvas(context, id);
    const again = later(context, DAY);
    await launchCanvas(again, id);
    const launchedAt = again.now.toISOString();
    expect(await stateOf(context, id)).toMatchObject({
      status: "active",
      next: launchedAt,
      launched: launchedAt,
    });
    await beginCanvasRun(context.workspaceId, id, again.now, again.now);
    expect(await runsOf(id)).toEqual([context.now.toISOString(), launchedAt]);
  });

  it("is refused, naming the field, when no run can follow; it stays stopped", async () => {
    const { context, id } = await scheduled({ start: "2026-03-02T09:00:00Z" });
    await stopCanvas(context, id);
    const late = launchCanvas(later(context, 5 * DAY), id);
    await expect(late).rejects.toMatchObject({ status: 422, errors: [MISSED] });
    expect(await stateOf(context, id)).toMatchObject({ status: "stopped", next: null });
  });

  it("is refused with the end of a schedule that is over", async () => {
    const { context, id } = await scheduled({ start: "launch", frequency: "daily", until: "2026-03-03" });
    await stopCanvas(context, id);
    const late = launchCanvas(later(context, 9 * DAY), id);
    await expect(late).rejects.toMatchObject({ errors: [{ code: "in_the_past", field: "entry.until" }] });
  });

  it("while going on after the stop runs nothing again", async () => {
    const { context, id } = await scheduled({ start: "launch" });
    await stopCanvas(context, id);
    await resumeCanvas(later(context, 60), id);
    expect(await stateOf(context, id)).toMatchObject({ status: "active", next: null });
  });
});

describe("a publication that waited for its time", () => {
  async function planned(context: Context, id: string, at: Date): Promise<void> {
    await correct(context, id);
    await planPublication(context, id, rules, at);
  }

  async function due(id: string, at: Date): Promise<void> {
    const { rows } = await pool().query("SELECT workspace_id, publish_plan FROM canvases WHERE id = $1", [
      id,
    ]);
    const { workspace_id, publish_plan: plan } = rows[0];
    const job = { workspace_id, canvas_id: id, version_id: plan.version_id, at: at.toISOString() };
    await publishPlanned(job, at);
  }

  it("goes live in a journey that was paused meanwhile, which stays paused", async () => {
    const { context, id } = await scheduled({ start: "launch", frequency: "daily" });
    const at = later(context, 3_600).now;
    await planned(context, id, at);
    await pauseCanvas(context, id);
    await due(id, at);
    expect(await stateOf(context, id)).toMatchObject({ status: "paused", number: 2 });
  });

  it("is put away, with a reason, when the journey was stopped meanwhile", async () => {
    const { context, id } = await scheduled({ start: "launch", frequency: "daily" });
    const at = later(context, 3_600).now;
    await planned(context, id, at);
    await stopCanvas(context, id);
    await due(id, at);
    const { planned_publication: plan } = await getCanvas(context, id);
    expect(plan).toBeNull();
    expect(await stateOf(context, id)).toMatchObject({ status: "stopped", number: 1 });
    const { rows } = await pool().query(
      "SELECT after FROM audit_entries WHERE workspace_id = $1 AND action = 'canvas.publication_failed'",
      [context.workspaceId],
    );
    expect(rows).toEqual([{ after: { reason: expect.stringContaining("stopped") } }]);
  });
});

it("makes up for one run of those that fell into a pause, and goes on from now", async () => {
  const { context, id } = await scheduled({ start: "launch", frequency: "daily" });
  await beginCanvasRun(context.workspaceId, id, context.now, context.now);
  await pauseCanvas(context, id);
  const back = later(context, 10 * DAY + 3_600);
  await resumeCanvas(back, id);
  const missed = (await stateOf(context, id)).next ?? "";
  expect(missed).toBe("2026-03-02T08:00:00.000Z");
  await beginCanvasRun(context.workspaceId, id, new Date(missed), back.now);
  expect(await runsOf(id)).toEqual(["2026-03-01T08:00:00.000Z", "2026-03-11T08:00:00.000Z"]);
  expect((await stateOf(context, id)).next).toBe("2026-03-12T08:00:00.000Z");
});
