import { describe, expect, it } from "vitest";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { dueAt } from "#lib/trigger/delay.ts";
import type { PublishPeople } from "./jobs.ts";
import { type PublishBody, publishInputSchema } from "./publish-schema.ts";
import { createCanvasSchema, type PatchCanvasInput, patchCanvasSchema } from "./schema.ts";
import { canvasTriggerSchema } from "./send-schema.ts";
import { changeCanvas, createCanvas, getCanvas } from "./service.ts";
import { launchCanvas } from "./service-lifecycle.ts";
import {
  compareCanvasVersions,
  listCanvasVersions,
  previewPublish,
  publishCanvas,
  restoreCanvasVersion,
} from "./service-publish.ts";
import { publishToPeople } from "./service-publish-people.ts";
import { triggerCanvas } from "./service-send.ts";
import { moveDue } from "./service-timers.ts";

useTestDatabase();

const DAY = 86_400;
const wait = (id: string, seconds: number, next: string | null) => ({
  id,
  type: "delay" as const,
  delay: { seconds },
  next,
});

/** A journey with these people at its first step, a wait of ten days. */
async function waiting(ids: string[]): Promise<{ context: Context; id: string }> {
  const context = await createWorkspace();
  const attributes = ids.map((external_id) => ({ external_id }));
  if (ids.length > 0) await track(context, TrackBody.parse({ attributes }));
  const input = {
    name: "Welcome",
    entry: { type: "api_trigger" },
    rate_limit: { per_minute: 600 },
    steps: [wait("long", 10 * DAY, "after"), wait("after", DAY, null)],
  };
  const { canvas_id: id } = await createCanvas(context, createCanvasSchema.parse(input));
  await launchCanvas(context, id);
  const recipients = ids.map((external_user_id) => ({ external_user_id }));
  if (ids.length > 0) await triggerCanvas(context, canvasTriggerSchema.parse({ canvas_id: id, recipients }));
  return { context, id };
}

const edit = (context: Context, id: string, patch: PatchCanvasInput) =>
  changeCanvas(context, id, patchCanvasSchema.parse(patch));
const preview = (context: Context, id: string, body: PublishBody = {}) =>
  previewPublish(context, id, publishInputSchema.parse(body));
const publish = (context: Context, id: string, body: PublishBody = {}) =>
  publishCanvas(context, id, publishInputSchema.parse(body));
const later = (context: Context, seconds: number): Context => ({
  ...context,
  now: new Date(context.now.getTime() + seconds * 1_000),
});

/** Works off what publications enqueued, as a worker would. */
async function workOff(now: Date, limit = 100): Promise<number> {
  const done = new Set<string>();
  for (let count = 0; count < limit; count++) {
    const { rows } = await pool().query<{ id: string; data: PublishPeople }>(
      "SELECT id, data FROM pgboss.job WHERE name = 'canvas.publish' AND state = 'created' ORDER BY created_on, id",
    );
    const next = rows.find((row) => !done.has(row.id));
    if (!next) return done.size;
    await publishToPeople(next.data, now);
    await pool().query("DELETE FROM pgboss.job WHERE id = $1", [next.id]);
    done.add(next.id);
  }
  return done.size;
}

async function inside(canvasId: string) {
  const { rows } = await pool().query<{
    who: string;
    step: string;
    number: number;
    state: string;
    wake_at: Date;
  }>(
    `SELECT e.external_user_id AS who, e.step_id AS step, v.number, e.state, e.wake_at FROM canvas_entries e
       JOIN canvas_versions v ON v.id = e.version_id WHERE e.canvas_id = $1 ORDER BY e.wake_at, 1`,
    [canvasId],
  );
  return rows;
}

describe("publishing with people inside", () => {
  it("lets them finish on their version by default", async () => {
    const { context, id } = await waiting(["a"]);
    await edit(context, id, { steps: [wait("long", 60, "after"), wait("after", DAY, null)] });
    await publish(context, id, { note: "shorter" });
    expect(await workOff(later(context, DAY).now)).toBe(0);
    expect(await inside(id)).toMatchObject([{ step: "long", number: 1, state: "active" }]);
    const { versions } = await listCanvasVersions(context, id);
    expect(versions).toMatchObject([
      { number: 2, note: "shorter", live: true, people_inside: 0 },
      { number: 1, live: false, people_inside: 1 },
    ]);
  });

  it("says who becomes due when a wait gets shorter, and lets them go at the pace of the canvas", async () => {
    const { context, id } = await waiting(["a", "b", "c"]);
    const then = later(context, DAY);
    await edit(then, id, { steps: [wait("long", 60, "after"), wait("after", DAY, null)] });
    const rules = [{ step: "long", rule: "move" as const }];
    const shown = await preview(then, id, { rules });
    expect(shown).toMatchObject({ people_inside: 3, per_minute: 600, from_version: 1 });
    expect(shown.steps).toMatchObject([
      { step: "long", change: "changed", people: 3, rule: "move", due_now: 3 },
    ]);
    expect(shown.changes.map((change) => change.text)).toEqual(['"long": delay.seconds 864000 → 60']);
    await publish(then, id, { rules });
    await workOff(then.now);
    const moved = await inside(id);
    expect(moved.map((row) => row.number)).toEqual([2, 2, 2]);
    // 600 a minute: one every 100 ms.
    expect(moved.map((row) => row.wake_at.getTime() - then.now.getTime())).toEqual([0, 100, 200]);
    await moveDue(later(then, 1).now);
    expect((await inside(id)).map((row) => row.step)).toEqual(["after", "after", "after"]);
  });

  it("says how many become due by a time of day, on the clock of each", async () => {
    const { context, id } = await waiting(["paris", "tokyo"]);
    const nine = { time_of_day: "09:00" };
    const zones = { paris: "Europe/Paris", tokyo: "Asia/Tokyo" };
    const attributes = Object.entries(zones).map(([external_id, time_zone]) => ({ external_id, time_zone }));
    await track(context, TrackBody.parse({ attributes }));
    // 09:00 in Tokyo comes hours before 09:00 in Paris: between the two, one of them is due.
    const nineIn = (personZone: string): number =>
      Number(dueAt(nine, context.now, { personZone, workspaceZone: "UTC", attribute: undefined }));
    const first = new Date(Math.min(nineIn(zones.paris), nineIn(zones.tokyo)) + 1_000);
    const until = { id: "long", type: "delay" as const, delay: nine, next: "after" };
    await edit(context, id, { steps: [until, wait("after", DAY, null)] });
    const shown = await preview({ ...context, now: first }, id, { rules: [{ step: "long", rule: "move" }] });
    expect(shown.steps).toMatchObject([{ step: "long", people: 2, due_now: 1, due_is_estimate: false }]);
  });

  it("measures a longer wait from when it began", async () => {
    const { context, id } = await waiting(["a"]);
    const then = later(context, DAY);
    await edit(then, id, { steps: [wait("long", 20 * DAY, "after"), wait("after", DAY, null)] });
    await publish(then, id, { default_rule: "move" });
    await workOff(then.now);
    const [row] = await inside(id);
    expect(row?.wake_at).toEqual(later(context, 20 * DAY).now);
  });

  it("moves people of a removed step to another one, or takes them out", async () => {
    const { context, id } = await waiting(["a"]);
    await edit(context, id, { steps: [wait("after", DAY, null)], start: null });
    const shown = await preview(context, id, { default_rule: "move" });
    expect(shown.steps).toMatchObject([
      { step: "long", change: "removed", rule: "move", to: "after", due_now: 1 },
    ]);
    await publish(context, id, { rules: [{ step: "long", rule: "move", to: "after" }] });
    await workOff(context.now);
    expect(await inside(id)).toMatchObject([{ step: "after", number: 2, state: "active" }]);
    await moveDue(context.now);
    await edit(context, id, { steps: [wait("other", DAY, null)] });
    await publish(context, id, { rules: [{ step: "after", rule: "exit" }] });
    await workOff(context.now);
    expect(await inside(id)).toMatchObject([{ step: "after", state: "exited" }]);
  });

  it("refuses a rule without a step to go to, and names the field", async () => {
    const { context, id } = await waiting(["a"]);
    await edit(context, id, { steps: [wait("after", DAY, null)] });
    await expect(publish(context, id, { rules: [{ step: "long", rule: "move" }] })).rejects.toMatchObject({
      errors: [{ code: "missing_step", field: "rules.0.to" }],
    });
    expect((await getCanvas(context, id)).live_version?.number).toBe(1);
  });

  it("asks again when somebody came to a removed step meanwhile", async () => {
    const { context, id } = await waiting(["a"]);
    await edit(context, id, { steps: [wait("after", DAY, null)] });
    await expect(publish(context, id, { seen: {} })).rejects.toMatchObject({
      status: 409,
      errors: [{ code: "people_moved" }],
    });
    await publish(context, id, { seen: { long: 1 } });
    expect((await getCanvas(context, id)).live_version?.number).toBe(2);
  });

  it("moves thousands part by part, and goes on after a crash where it was", async () => {
    const { context, id } = await waiting(["a"]);
    await pool().query(
      `INSERT INTO canvas_entries (id, workspace_id, canvas_id, version_id, profile_id, external_user_id, state, step_id, seq, since,
                                   waiting_for, wait_until, wake_at, listens, context, started_by, entered_at)
       SELECT gen_random_uuid(), workspace_id, canvas_id, version_id, profile_id, 'copy' || n, state, step_id, seq, since,
              waiting_for, wait_until, wake_at, listens, context, started_by || n, entered_at
         FROM canvas_entries, generate_series(1, 2500) AS n WHERE canvas_id = $1`,
      [id],
    );
    await edit(context, id, { steps: [wait("long", 11 * DAY, "after"), wait("after", DAY, null)] });
    await publish(context, id, { default_rule: "move" });
    const { rows } = await pool().query<{ data: PublishPeople }>(
      "SELECT data FROM pgboss.job WHERE name = 'canvas.publish' AND state = 'created'",
    );
    // A worker dies after its part was stored: the queue gives the same part out again.
    for (const { data } of rows) await publishToPeople(data, context.now);
    expect(await workOff(context.now)).toBeGreaterThan(2);
    const { rows: counts } = await pool().query(
      `SELECT v.number, count(*)::int AS people, count(DISTINCT e.seq)::int AS seqs FROM canvas_entries e
         JOIN canvas_versions v ON v.id = e.version_id WHERE e.canvas_id = $1 GROUP BY 1`,
      [id],
    );
    expect(counts).toEqual([{ number: 2, people: 2501, seqs: 1 }]);
  });

  it("brings an old version back as the draft", async () => {
    const { context, id } = await waiting([]);
    await edit(context, id, { steps: [wait("after", DAY, null)] });
    await publish(context, id);
    const restored = await restoreCanvasVersion(context, id, 1);
    expect(restored.steps.map((step) => step.id)).toEqual(["long", "after"]);
    expect(restored).toMatchObject({ has_unpublished_changes: true, live_version: { number: 2 } });
    const { changes } = await compareCanvasVersions(context, id, 1, 2);
    expect(changes.map((change) => `${change.kind} ${change.step}`)).toEqual(["removed long"]);
  });
});
