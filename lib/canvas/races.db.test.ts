/** What two workers, or a worker and somebody at a screen, do at the same moment. */
import { expect, it } from "vitest";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { identifyUsers } from "#lib/profile/service-identity.ts";
import { identifyUsersSchema } from "#lib/profile/user-schema.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { ENTER_CANVAS, type EnterCanvas } from "./jobs.ts";
import { createCanvasSchema } from "./schema.ts";
import { canvasTriggerSchema } from "./send-schema.ts";
import { createCanvas } from "./service.ts";
import { launchCanvas, pauseCanvas, resumeCanvas } from "./service-lifecycle.ts";
import { triggerCanvas } from "./service-send.ts";
import { enterFromOther } from "./service-sub-journey.ts";
import { sweepCanvas } from "./service-sweep.ts";
import { moveDue } from "./service-timers.ts";
import { claimDueEntries, holdStill } from "./store-entries.ts";
import { wakeParents } from "./store-wake.ts";

useTestDatabase();

const wait = { id: "wait", type: "delay", delay: { seconds: 3_600 }, next: null };

async function inside(context: Context, input: Record<string, unknown>, who = "u1"): Promise<string> {
  const body = createCanvasSchema.parse({ name: "J", entry: { type: "api_trigger" }, ...input });
  const { canvas_id: id } = await createCanvas(context, body);
  await launchCanvas(context, id);
  const recipients = [{ external_user_id: who }];
  await triggerCanvas(context, canvasTriggerSchema.parse({ canvas_id: id, recipients }));
  return id;
}

async function entryOf(canvasId: string) {
  const { rows } = await pool().query("SELECT * FROM canvas_entries WHERE canvas_id = $1", [canvasId]);
  return rows[0];
}

const minutesAfter = ({ now }: Context, minutes: number) => new Date(now.getTime() + minutes * 60_000);

it("a journey goes on while a worker puts its people aside: they are woken all the same", async () => {
  const context = await createWorkspace();
  await track(context, TrackBody.parse({ attributes: [{ external_id: "u1" }] }));
  const id = await inside(context, { steps: [wait] });
  const due = minutesAfter(context, 61);
  await pauseCanvas(context, id);
  const claimed = await claimDueEntries(10, due, 30_000);
  expect(claimed).toHaveLength(1);
  await resumeCanvas({ ...context, now: due }, id);
  await sweepCanvas({ workspace_id: context.workspaceId, canvas_id: id, exit_reason: null }, due);
  await holdStill(claimed);
  expect((await entryOf(id)).wake_at).not.toBeNull();
  await moveDue(minutesAfter(context, 62));
  expect(await entryOf(id)).toMatchObject({ state: "completed" });
});

it("two journeys that one waits for end in the same moment: it goes on", async () => {
  const context = await createWorkspace();
  await track(context, TrackBody.parse({ attributes: [{ external_id: "u1" }] }));
  const inner = await createCanvas(
    context,
    createCanvasSchema.parse({ name: "I", entry: { type: "api_trigger" }, steps: [wait] }),
  );
  await launchCanvas(context, inner.canvas_id);
  const outer = await inside(context, {
    steps: [{ id: "s", type: "canvas", canvas_id: inner.canvas_id, wait: true }],
  });
  const { rows: jobs } = await pool().query<{ data: EnterCanvas }>(
    "DELETE FROM pgboss.job WHERE name = $1 AND data->>'workspace_id' = $2 RETURNING data",
    [ENTER_CANVAS.name, context.workspaceId],
  );
  await enterFromOther(
    jobs.map(({ data }) => data),
    context.now,
  );
  const parent = await entryOf(outer);
  const first = await entryOf(inner.canvas_id);
  expect(parent).toMatchObject({ waiting_for: "canvas", state: "active" });
  const second = newId();
  await pool().query(
    `INSERT INTO canvas_entries (id, workspace_id, canvas_id, version_id, profile_id, external_user_id, state, since, started_by, parent_entry_id, entered_at)
     SELECT $2, workspace_id, canvas_id, version_id, profile_id, external_user_id, 'active', since, 'again', parent_entry_id, entered_at
       FROM canvas_entries WHERE id = $1`,
    [first.id, second],
  );
  const [one, other] = [await pool().connect(), await pool().connect()];
  const end = "UPDATE canvas_entries SET state = 'completed' WHERE id = $1";
  try {
    await one.query("BEGIN");
    await other.query("BEGIN");
    await one.query(end, [first.id]);
    await other.query(end, [second]);
    await wakeParents(one, [parent.id], context.now);
    const waking = wakeParents(other, [parent.id], context.now);
    await one.query("COMMIT");
    await waking;
    await other.query("COMMIT");
  } finally {
    one.release();
    other.release();
  }
  expect((await entryOf(outer)).wake_at).toEqual(context.now);
});

it("somebody gets a name while an event moves them: the event is looked for again at once", async () => {
  const context = await createWorkspace();
  const alias = { alias_name: "c-1", alias_label: "crm" };
  await track(context, TrackBody.parse({ attributes: [{ user_alias: alias }] }));
  const paths = { id: "p", type: "action_paths", window_seconds: 86_400 * 30, groups: [{ event: "x" }] };
  const id = await inside(context, { steps: [paths] }, "alias:crm:c-1");
  const time = context.now.toISOString();
  await track(context, TrackBody.parse({ events: [{ user_alias: alias, name: "x", time }] }));
  // The worker that had it drops what it made of it: the row is another one now.
  const aliases = { aliases_to_identify: [{ external_id: "u9", user_alias: alias }] };
  await identifyUsers(context, identifyUsersSchema.parse(aliases));
  await moveDue(minutesAfter(context, 1));
  expect(await entryOf(id)).toMatchObject({ external_user_id: "u9", state: "completed" });
});
