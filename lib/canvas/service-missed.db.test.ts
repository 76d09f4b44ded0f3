import { expect, it } from "vitest";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { createCanvasSchema } from "./schema.ts";
import { canvasTriggerSchema } from "./send-schema.ts";
import { createCanvas } from "./service.ts";
import { launchCanvas, pauseCanvas, resumeCanvas } from "./service-lifecycle.ts";
import { triggerCanvas } from "./service-send.ts";
import { moveDue } from "./service-timers.ts";
import { wakeAll } from "./store-sweep.ts";

useTestDatabase();

const HOUR = 3_600;
const start = new Date("2026-11-10T12:00:00Z");
const later = (seconds: number): Date => new Date(start.getTime() + seconds * 1_000);

/** Two people who wait an hour for a page of the shop. */
async function waiting(ranked: boolean): Promise<{ context: Context; id: string }> {
  const context = await createWorkspace(start);
  const attributes = ["u1", "u2"].map((external_id) => ({ external_id }));
  await track(context, TrackBody.parse({ attributes }));
  const seen = { event: "page", filters: [{ property: "shop", op: "equals", value: true }], next: "yes" };
  const end = (id: string) => ({ id, type: "delay", delay: { seconds: 30 * 86_400 } });
  const steps = [
    { id: "paths", type: "action_paths", window_seconds: HOUR, ranked, groups: [seen], else: "no" },
    end("yes"),
    end("no"),
  ];
  const body = createCanvasSchema.parse({ name: "J", entry: { type: "api_trigger" }, steps });
  const { canvas_id: id } = await createCanvas(context, body);
  await launchCanvas(context, id);
  const recipients = attributes.map(({ external_id }) => ({ external_user_id: external_id }));
  await triggerCanvas(context, canvasTriggerSchema.parse({ canvas_id: id, recipients }));
  return { context, id };
}

/** Pages that nobody evaluates, as when the workers are down. */
async function pages(context: Context, user: string, count: number, shop: boolean, at: Date): Promise<void> {
  const event = { external_id: user, name: "page", time: at.toISOString(), properties: { shop } };
  const events = Array.from({ length: count }, () => event);
  await track({ ...context, now: at }, TrackBody.parse({ events }));
}

async function steps(id: string) {
  const { rows } = await pool().query(
    "SELECT external_user_id AS who, step_id AS step FROM canvas_entries WHERE canvas_id = $1 ORDER BY 1",
    [id],
  );
  return rows.map(({ who, step }) => `${who} ${step}`);
}

it.each([true, false])(
  "finds what somebody did, however much they did besides (ranked: %s)",
  async (ranked) => {
    const { context, id } = await waiting(ranked);
    for (const part of [1, 2, 3, 4]) await pages(context, "u1", 75, false, later(part));
    await pages(context, "u1", 1, true, later(10));
    await pages(context, "u2", 1, true, later(20));
    await moveDue(later(HOUR + 1));
    expect(await steps(id)).toEqual(["u1 yes", "u2 yes"]);
  },
);

it.each([true, false])("lets nothing count that came after the window (ranked: %s)", async (ranked) => {
  const { context, id } = await waiting(ranked);
  await pauseCanvas(context, id);
  await pages(context, "u1", 1, true, later(HOUR - 1));
  await pages(context, "u2", 1, true, later(2 * HOUR));
  await moveDue(later(3 * HOUR));
  const back = later(4 * HOUR);
  await resumeCanvas({ ...context, now: back }, id);
  await wakeAll(id, back);
  await moveDue(back);
  expect(await steps(id)).toEqual(["u1 yes", "u2 no"]);
});

it("looks no more at somebody whose events lead nowhere", async () => {
  const { context, id } = await waiting(false);
  await pages(context, "u1", 1, false, later(5));
  await pool().query("UPDATE canvas_entries SET wake_at = $2 WHERE canvas_id = $1", [id, later(10)]);
  await moveDue(later(10));
  const { rows } = await pool().query("SELECT DISTINCT wake_at FROM canvas_entries WHERE canvas_id = $1", [
    id,
  ]);
  expect(rows).toEqual([{ wake_at: later(HOUR) }]);
});
