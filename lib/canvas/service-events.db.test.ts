import { describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { createSegmentSchema } from "#lib/segment/resource-schema.ts";
import { createSegment } from "#lib/segment/service.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { trackAndEvaluate } from "#lib/testing/evaluating.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { createCanvasSchema } from "./schema.ts";
import { canvasTriggerSchema } from "./send-schema.ts";
import { createCanvas } from "./service.ts";
import { evaluateCanvasEvents } from "./service-events.ts";
import { launchCanvas } from "./service-lifecycle.ts";
import { triggerCanvas } from "./service-send.ts";

useTestDatabase();

const start = new Date("2026-03-10T12:00:00Z");
const later = (seconds: number): Date => new Date(start.getTime() + seconds * 1_000);

async function launched(context: Context, input: Record<string, unknown>): Promise<string> {
  const { canvas_id: id } = await createCanvas(context, createCanvasSchema.parse({ name: "J", ...input }));
  await launchCanvas(context, id);
  return id;
}

async function happen(context: Context, body: Record<string, unknown>, now: Date): Promise<void> {
  const batch = await trackAndEvaluate(context, body, now);
  await evaluateCanvasEvents(context.workspaceId, batch, now);
}

const bought = { external_id: "u1", name: "bought" };

describe("events that move people", () => {
  it("move somebody once each, also when several come in one call", async () => {
    const context = await createWorkspace(start);
    await happen(context, { attributes: [{ external_id: "u1" }] }, start);
    const step = (id: string, next: string | null) => ({
      id,
      type: "action_paths",
      window_seconds: 3_600,
      groups: [{ event: "bought", next }],
      else: null,
    });
    const ladder = [step("first", "second"), step("second", "third"), step("third", null)];
    const id = await launched(context, { entry: { type: "api_trigger" }, steps: ladder });
    const recipients = [{ external_user_id: "u1" }];
    await triggerCanvas(context, canvasTriggerSchema.parse({ canvas_id: id, recipients }));
    const time = later(10).toISOString();
    await happen(
      context,
      {
        events: [
          { ...bought, time },
          { ...bought, time },
        ],
      },
      later(10),
    );
    const { rows } = await pool().query("SELECT step_id, state FROM canvas_entries WHERE canvas_id = $1", [
      id,
    ]);
    expect(rows).toEqual([{ step_id: "third", state: "active" }]);
  });
});

describe("a goal that is also what starts the journey", () => {
  it("is reached by the next event, for the entry that the one before started", async () => {
    const context = await createWorkspace(start);
    const id = await launched(context, {
      entry: {
        type: "action",
        triggers: [{ type: "custom_event", event: "bought" }],
        re_entry: { allowed: true, after_seconds: 0 },
      },
      conversions: [{ event: "bought" }],
      steps: [{ id: "wait", type: "delay", delay: { seconds: 86_400 } }],
    });
    for (const seconds of [0, 60])
      await happen(context, { events: [{ ...bought, time: later(seconds).toISOString() }] }, later(seconds));
    const { rows } = await pool().query(
      "SELECT e.entered_at FROM canvas_conversions c JOIN canvas_entries e ON e.id = c.entry_id WHERE c.canvas_id = $1",
      [id],
    );
    expect(rows).toEqual([{ entered_at: start }]);
  });
});

it.each([true, false])(
  "takes people out by a rule about what they did, at once (by a segment: %s)",
  async (bySegment) => {
    const context = await createWorkspace(start);
    await happen(context, { attributes: [{ external_id: "u1" }, { external_id: "u2" }] }, start);
    const rule = { type: "event", event: "booked", op: "count_gte", value: 1 };
    const filter = { op: "and", filters: [rule] };
    const segment = bySegment
      ? await createSegment(context, createSegmentSchema.parse({ name: "S", filter }))
      : null;
    const exit = segment
      ? { op: "and", filters: [{ type: "segment", segment_id: segment.segment_id }] }
      : filter;
    const id = await launched(context, {
      entry: { type: "api_trigger" },
      exit_criteria: [{ filter: exit }],
      steps: [{ id: "wait", type: "delay", delay: { seconds: 86_400 } }],
    });
    const recipients = ["u1", "u2"].map((external_user_id) => ({ external_user_id }));
    await triggerCanvas(context, canvasTriggerSchema.parse({ canvas_id: id, recipients }));
    const booked = { external_id: "u1", name: "booked", time: later(10).toISOString() };
    await happen(context, { events: [booked, { ...booked, external_id: "u2", name: "looked" }] }, later(10));
    const { rows } = await pool().query(
      "SELECT external_user_id AS who, state, reason FROM canvas_entries WHERE canvas_id = $1 ORDER BY 1",
      [id],
    );
    expect(rows).toEqual([
      { who: "u1", state: "exited", reason: "exit_criteria" },
      { who: "u2", state: "active", reason: null },
    ]);
  },
);
