import { describe, expect, it } from "vitest";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { publishInputSchema } from "./publish-schema.ts";
import { createCanvasSchema, patchCanvasSchema } from "./schema.ts";
import { canvasTriggerSchema } from "./send-schema.ts";
import { changeCanvas, createCanvas, getCanvas } from "./service.ts";
import { launchCanvas } from "./service-lifecycle.ts";
import { publishCanvas } from "./service-publish.ts";
import { triggerCanvas } from "./service-send.ts";
import { moveDue } from "./service-timers.ts";
import { entryRun, listEntries, stuckReport } from "./service-views.ts";

useTestDatabase();

const delay = (id: string, next: string | null, seconds = 60) => ({
  id,
  type: "delay",
  delay: { seconds },
  next,
});
const set = (id: string, value: unknown, next: string | null) => ({
  id,
  type: "context",
  set: { [id]: value },
  next,
});
const journey = (steps: unknown[]) =>
  createCanvasSchema.parse({ name: "Bad", entry: { type: "api_trigger" }, steps });

async function inside(context: Context, id: string, variables: Record<string, unknown> = {}) {
  await track(context, TrackBody.parse({ attributes: [{ external_id: "u1" }] }));
  const call = { canvas_id: id, recipients: [{ external_user_id: "u1", context: variables }] };
  return triggerCanvas(context, canvasTriggerSchema.parse(call));
}

async function onlyRun(context: Context, id: string) {
  const { entries } = await listEntries(context, id, { limit: 10 });
  return entryRun(context, id, entries[0]?.entry_id ?? "");
}

describe("an imported graph", () => {
  it.each([
    {
      what: "a path to nowhere",
      steps: [delay("a", "gone")],
      code: "journey.dangling",
      field: "steps.0.next",
    },
    {
      what: "a circle that never waits",
      steps: [set("a", 1, "b"), set("b", 1, "a")],
      code: "journey.no_exit_of_loop",
      field: "steps.0",
    },
    {
      what: "two steps with one id",
      steps: [delay("a", null), delay("a", null)],
      code: "journey.duplicate_id",
      field: "steps.1.id",
    },
  ])("is refused with $what, and nothing is stored", async ({ steps, code, field }) => {
    const context = await createWorkspace();
    const refused = createCanvas(context, journey(steps));
    await expect(refused).rejects.toMatchObject({
      status: 422,
      errors: expect.arrayContaining([expect.objectContaining({ code, field })]),
    });
    const { rows } = await pool().query("SELECT FROM canvases WHERE workspace_id = $1", [
      context.workspaceId,
    ]);
    expect(rows).toHaveLength(0);
  });

  it("is kept as work in progress when asked for, and cannot be launched", async () => {
    const context = await createWorkspace();
    const draft = await createCanvas(context, journey([delay("a", "gone")]), { incomplete: true });
    expect(draft.problems).toMatchObject([{ code: "journey.dangling", step_id: "a" }]);
    await expect(launchCanvas(context, draft.canvas_id)).rejects.toMatchObject({ status: 422 });
  });

  it("is kept although triggers and goals name nothing yet, and cannot be launched", async () => {
    const context = await createWorkspace();
    const { canvas_id: id } = await createCanvas(context, journey([delay("a", null)]));
    const entry = { type: "action", triggers: [{ type: "campaign_received", campaign_id: "" }] };
    const patch = patchCanvasSchema.parse({ entry, conversions: [{ event: "" }] });
    await expect(changeCanvas(context, id, patch)).rejects.toMatchObject({ code: "invalid" });
    const kept = await changeCanvas(context, id, patch, { incomplete: true });
    expect(kept.conversions).toMatchObject([{ event: "" }]);
    const fields = kept.problems.map((problem) => `${problem.severity} ${problem.field}`);
    expect(fields).toEqual(["error entry.triggers.0.campaign_id", "error conversions.0.event"]);
    await expect(launchCanvas(context, id)).rejects.toThrow();
  });

  it("is kept with steps that are half written, each with its problems, and cannot be launched", async () => {
    const context = await createWorkspace();
    const { canvas_id: id } = await createCanvas(context, journey([delay("a", null)]));
    const steps = [
      { id: "w", name: "Wait", type: "delay", delay: {}, next: "p" },
      { id: "p", type: "action_paths", groups: [{ event: "", save_event_as: "my event" }], else: "u" },
      { id: "u", type: "user_update", events: [{ name: "" }], next: "c" },
      { id: "c", type: "context", set: { "": 1 }, next: "d" },
      delay("d", null),
    ];
    const patch = patchCanvasSchema.parse({ steps, start: null });
    await expect(changeCanvas(context, id, patch)).rejects.toMatchObject({ status: 422 });
    const kept = await changeCanvas(context, id, patch, { incomplete: true });
    expect(kept.steps.map((step) => step.id)).toEqual(["w", "p", "u", "c", "d"]);
    const fields = kept.problems.filter(({ severity }) => severity === "error").map(({ field }) => field);
    expect(fields.toSorted()).toEqual([
      "steps.0.delay",
      "steps.1.groups.0.event",
      "steps.1.groups.0.save_event_as",
      "steps.2.events.0.name",
      "steps.3.set.",
    ]);
    await expect(launchCanvas(context, id)).rejects.toMatchObject({ status: 422 });
    expect((await getCanvas(context, id)).steps).toEqual(kept.steps);
  });

  it("is judged in good time with as many steps as there may be, each leading to every second one", async () => {
    const steps = Array.from({ length: 500 }, (_, index) => ({
      id: `s${index}`,
      type: "experiment_paths",
      paths: Array.from({ length: 8 }, (_path, place) => ({
        percentage: 12.5,
        next: `s${(index + place * 2 + 1) % 500}`,
      })),
    }));
    const context = await createWorkspace();
    // A walk over every way there is would never come back.
    await expect(createCanvas(context, journey(steps))).rejects.toMatchObject({ status: 422 });
  });
});

describe("variables that are too large", () => {
  it("are refused in a call, with the limit", () => {
    const call = {
      canvas_id: "c",
      recipients: [{ external_user_id: "u1", context: { text: "x".repeat(50 * 1024) } }],
    };
    expect(canvasTriggerSchema.safeParse(call).error?.issues[0]?.message).toContain("larger than 50 KiB");
  });

  it("are left out when a step sets them, and the person goes on", async () => {
    const context = await createWorkspace();
    const twice = (name: string) => `{{context.\${${name}}}}{{context.\${${name}}}}`;
    const steps = [
      set("one", "x".repeat(10_000), "two"),
      set("two", twice("one"), "four"),
      set("four", twice("two"), "wait"),
      delay("wait", null),
    ];
    const { canvas_id: id } = await createCanvas(context, journey(steps));
    await launchCanvas(context, id);
    await inside(context, id);
    const run = await onlyRun(context, id);
    expect(run).toMatchObject({ state: "active", step: "wait" });
    expect(Object.keys(run.context)).toEqual(["one", "two"]);
    expect(run.steps[2]).toMatchObject({ step: "four", reason: "not set: four is too large" });
  });
});

describe("a step that goes while somebody is there", () => {
  it("is finished on the version that has it, and nobody is stuck", async () => {
    const context = await createWorkspace();
    const { canvas_id: id } = await createCanvas(context, journey([delay("a", "b"), delay("b", null)]));
    await launchCanvas(context, id);
    await inside(context, id);
    await changeCanvas(context, id, patchCanvasSchema.parse({ steps: [delay("c", null)], start: null }));
    await publishCanvas(context, id, publishInputSchema.parse({}));
    const later = (seconds: number) => new Date(context.now.getTime() + seconds * 1_000);
    await moveDue(later(61));
    expect(await onlyRun(context, id)).toMatchObject({ state: "active", step: "b", version: 1 });
    await moveDue(later(200));
    expect(await onlyRun(context, id)).toMatchObject({ state: "completed", version: 1 });
    expect((await stuckReport({ ...context, now: later(3_600) }, id)).stuck).toEqual([]);
    expect((await getCanvas(context, id)).live_version?.number).toBe(2);
  });

  it("ends the run of somebody who is at a step that no version has", async () => {
    const context = await createWorkspace();
    const { canvas_id: id } = await createCanvas(context, journey([delay("a", null)]));
    await launchCanvas(context, id);
    await inside(context, id);
    await pool().query("UPDATE canvas_entries SET step_id = 'lost' WHERE canvas_id = $1", [id]);
    await moveDue(new Date(context.now.getTime() + 61_000));
    expect(await onlyRun(context, id)).toMatchObject({ state: "failed", reason: "step_missing" });
  });
});
