import { expect, it } from "vitest";
import { loadForSending } from "#lib/delivery/store-send.ts";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { countStatements, createWorkspace } from "#lib/testing/factories.ts";
import { createCanvasSchema } from "./schema.ts";
import { canvasTriggerSchema } from "./send-schema.ts";
import { createCanvas } from "./service.ts";
import { holdBackOfJourneys } from "./service-hold-back.ts";
import { launchCanvas, pauseCanvas } from "./service-lifecycle.ts";
import { triggerCanvas } from "./service-send.ts";

useTestDatabase();

const noon = new Date("2026-11-10T12:00:00Z");
const night = new Date("2026-11-10T23:00:00Z");
const quiet_hours = { start: "21:00", end: "08:00", action: "defer" };

/** Two people at a message that is about to be sent. */
async function sending(extra: Record<string, unknown> = {}, step: Record<string, unknown> = {}) {
  const context = await createWorkspace(noon);
  const people = ["u1", "u2"];
  await track(context, TrackBody.parse({ attributes: people.map((external_id) => ({ external_id })) }));
  const webhook = { url: "https://api.example.com/x" };
  const steps = [{ id: "m", type: "message", webhook, ...step }];
  const body = createCanvasSchema.parse({ name: "J", entry: { type: "api_trigger" }, steps, ...extra });
  const { canvas_id: id } = await createCanvas(context, body);
  await launchCanvas(context, id);
  const recipients = people.map((external_user_id) => ({ external_user_id }));
  await triggerCanvas(context, canvasTriggerSchema.parse({ canvas_id: id, recipients }));
  return { context, id };
}

/** What is held back, by person. */
async function heldBack({ workspaceId }: Context, now: Date) {
  const { rows } = await pool().query<{ id: string }>("SELECT id FROM deliveries WHERE workspace_id = $1", [
    workspaceId,
  ]);
  await pool().query("UPDATE deliveries SET queued_at = $2 WHERE workspace_id = $1", [workspaceId, now]);
  const loaded = await loadForSending(
    rows.map((row) => row.id),
    null,
  );
  expect(loaded).toHaveLength(2);
  const held = await holdBackOfJourneys(loaded, now);
  return Object.fromEntries(loaded.map((row) => [row.external_user_id, held.get(row.id) ?? null]));
}

it("lets everything go that may, by one statement", async () => {
  const { context } = await sending({ quiet_hours });
  expect(await heldBack(context, noon)).toEqual({ u1: null, u2: null });
  expect(await countStatements(() => holdBackOfJourneys([], noon))).toBe(0);
});

it("holds what a pause met on its way, and cancels it for those who left", async () => {
  const { context, id } = await sending();
  await pool().query(
    "UPDATE canvas_entries SET state = 'exited', delivery_id = NULL WHERE canvas_id = $1 AND external_user_id = 'u2'",
    [id],
  );
  await pauseCanvas(context, id);
  expect(await heldBack(context, noon)).toMatchObject({
    u1: { status: "held", reason: "canvas_paused" },
    u2: { status: "cancelled", reason: "canvas_exited" },
  });
});

it("lets copies by a replay go, though the entry has ended or waits for the original", async () => {
  const { context, id } = await sending();
  await pool().query("UPDATE canvas_entries SET state = 'exited', delivery_id = NULL WHERE canvas_id = $1", [
    id,
  ]);
  await pool().query(
    "UPDATE deliveries SET replay_of = gen_random_uuid(), next_reason = 'rate_limit' WHERE external_user_id = 'u1'",
  );
  expect(await heldBack(context, noon)).toMatchObject({ u1: null, u2: { reason: "canvas_exited" } });
});

it.each([
  [{ quiet_hours }, {}, { status: "held", reason: "quiet_hours", until: new Date("2026-11-11T08:00:00Z") }],
  [
    { quiet_hours: { ...quiet_hours, action: "abort" } },
    {},
    { status: "aborted", reason: "quiet_hours", until: null },
  ],
  [{ quiet_hours }, { ignore_quiet_hours: true }, null],
])("looks at the quiet hours once more: %o %o", async (extra, step, expected) => {
  const { context } = await sending(extra, step);
  expect(await heldBack(context, night)).toEqual({ u1: expected, u2: expected });
});
