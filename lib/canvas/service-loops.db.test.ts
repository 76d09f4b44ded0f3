import { describe, expect, it } from "vitest";
import { EVALUATE_EVENTS, type EvaluateEventsPayload } from "#lib/event/jobs.ts";
import { MAX_LOOP_DEPTH } from "#lib/event/loop-guard.ts";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { createSegmentSchema } from "#lib/segment/resource-schema.ts";
import { createSegment } from "#lib/segment/service.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import {
  type CanvasRunPart,
  ENTER_CANVAS,
  ENTERED_SEGMENT,
  type EnterCanvas,
  type EnteredSegment,
  RUN_CANVAS,
} from "./jobs.ts";
import { createCanvasSchema, patchCanvasSchema } from "./schema.ts";
import { canvasScheduleSchema, canvasTriggerSchema } from "./send-schema.ts";
import { changeCanvas, createCanvas } from "./service.ts";
import { evaluateCanvasEvents } from "./service-events.ts";
import { launchCanvas, pauseCanvas, resumeCanvas, stopCanvas } from "./service-lifecycle.ts";
import { continueCanvasRun } from "./service-run.ts";
import { createCanvasSchedule, deleteCanvasSchedule, enterPlanned } from "./service-schedule.ts";
import { enterBySegment } from "./service-segment-entry.ts";
import { triggerCanvas } from "./service-send.ts";
import { enterFromOther } from "./service-sub-journey.ts";

useTestDatabase();

const again = { re_entry: { allowed: true, after_seconds: 0 } };

async function launched(context: Context, input: Record<string, unknown>): Promise<string> {
  const { canvas_id: id } = await createCanvas(context, createCanvasSchema.parse({ name: "J", ...input }));
  await launchCanvas(context, id);
  return id;
}

/** Takes the jobs of a queue of this workspace. */
async function taken<Payload>(context: Context, name: string): Promise<Payload[]> {
  const { rows } = await pool().query<{ data: Payload }>(
    "DELETE FROM pgboss.job WHERE name = $1 AND data->>'workspace_id' = $2 RETURNING data",
    [name, context.workspaceId],
  );
  return rows.map(({ data }) => data);
}

async function entriesOf(id: string): Promise<number> {
  const { rows } = await pool().query("SELECT count(*)::int AS n FROM canvas_entries WHERE canvas_id = $1", [
    id,
  ]);
  return rows[0].n;
}

describe("a journey that feeds itself", () => {
  it.each([
    ["by an event", { type: "action", event: "x", ...again }, { events: [{ name: "x" }] }],
    [
      "by an attribute",
      { type: "action", triggers: [{ type: "attribute_change", attribute: "n" }], ...again },
      { attributes: { n: { inc: 1 } } },
    ],
  ])("%s goes round a few times and is cut", async (_name, entry, update) => {
    const context = await createWorkspace();
    const id = await launched(context, { entry, steps: [{ id: "u", type: "user_update", ...update }] });
    const first = { events: [{ external_id: "u1", name: "x", time: context.now.toISOString() }] };
    await track(context, TrackBody.parse({ ...first, attributes: [{ external_id: "u1", n: 1 }] }));
    let rounds = 0;
    for (; rounds < 20; rounds++) {
      const batch = await taken<EvaluateEventsPayload>(context, EVALUATE_EVENTS.name);
      if (batch.length === 0) break;
      const at = new Date(context.now.getTime() + (rounds + 1) * 1_000);
      await evaluateCanvasEvents(context.workspaceId, batch, at);
    }
    expect(await entriesOf(id)).toBe(MAX_LOOP_DEPTH);
    expect(rounds).toBe(MAX_LOOP_DEPTH + 1);
  });

  it("by events that it finds in the log goes round a few times and is cut", async () => {
    const context = await createWorkspace();
    const id = await launched(context, {
      entry: { type: "action", event: "start" },
      steps: [
        { id: "u", type: "user_update", events: [{ name: "x" }], next: "p" },
        { id: "p", type: "action_paths", window_seconds: 3_600, groups: [{ event: "x", next: "u" }] },
      ],
    });
    const time = context.now.toISOString();
    await track(context, TrackBody.parse({ events: [{ external_id: "u1", name: "start", time }] }));
    for (let round = 0; round < 20; round++) {
      const batch = await taken<EvaluateEventsPayload>(context, EVALUATE_EVENTS.name);
      if (batch.length === 0) break;
      await evaluateCanvasEvents(context.workspaceId, batch, new Date(context.now.getTime() + round * 1_000));
    }
    const { rows } = await pool().query(
      "SELECT count(*)::int AS n FROM events WHERE workspace_id = $1 AND name = 'x'",
      [context.workspaceId],
    );
    expect(rows[0].n).toBe(MAX_LOOP_DEPTH);
    expect(await entriesOf(id)).toBe(1);
  });

  it("over another journey is cut", async () => {
    const context = await createWorkspace();
    await track(context, TrackBody.parse({ attributes: [{ external_id: "u1" }] }));
    const entry = { type: "api_trigger", ...again };
    const one = await launched(context, {
      entry,
      steps: [{ id: "d", type: "delay", delay: { seconds: 60 } }],
    });
    const start = (canvas_id: string) => ({ entry, steps: [{ id: "s", type: "canvas", canvas_id }] });
    const other = await launched(context, start(one));
    await changeCanvas(context, one, patchCanvasSchema.parse({ steps: start(other).steps }));
    await launchCanvas(context, one);
    const recipients = [{ external_user_id: "u1" }];
    await triggerCanvas(context, canvasTriggerSchema.parse({ canvas_id: one, recipients }));
    for (let round = 0; round < 20; round++)
      await enterFromOther(await taken<EnterCanvas>(context, ENTER_CANVAS.name), context.now);
    expect((await entriesOf(one)) + (await entriesOf(other))).toBe(MAX_LOOP_DEPTH);
  });
});

describe("what our own webhooks led to", () => {
  const steps = [{ id: "d", type: "delay", delay: { seconds: 60 } }];
  const depthsIn = async (id: string): Promise<number[]> => {
    const { rows } = await pool().query(
      "SELECT loop_depth AS depth FROM canvas_entries WHERE canvas_id = $1",
      [id],
    );
    return rows.map(({ depth }) => depth);
  };

  it.each([
    [3, [3]],
    [MAX_LOOP_DEPTH, []],
  ])("after %i of them a segment is entered, and its journey counts on or is cut", async (depth, depths) => {
    const context = await createWorkspace();
    const filter = { op: "and", filters: [{ type: "attribute", attribute: "n", op: "equals", value: 1 }] };
    const segment = await createSegment(context, createSegmentSchema.parse({ name: "S", filter }));
    const triggers = [{ type: "segment_entry", segment_id: segment.segment_id }];
    const id = await launched(context, { entry: { type: "action", triggers }, steps });
    await track(
      { ...context, loopDepth: depth },
      TrackBody.parse({ attributes: [{ external_id: "u1", n: 1 }] }),
    );
    const batch = await taken<EvaluateEventsPayload>(context, EVALUATE_EVENTS.name);
    await evaluateCanvasEvents(context.workspaceId, batch, context.now);
    for (const job of await taken<EnteredSegment>(context, ENTERED_SEGMENT.name))
      await enterBySegment(job, context.now);
    expect(await depthsIn(id)).toEqual(depths);
  });

  it("starts a journey by a call that counts on, for recipients, everybody, and later", async () => {
    const context = { ...(await createWorkspace()), loopDepth: 2 };
    await track(context, TrackBody.parse({ attributes: [{ external_id: "u1" }] }));
    const id = await launched(context, { entry: { type: "api_trigger", ...again }, steps });
    const recipients = [{ external_user_id: "u1" }];
    await triggerCanvas(context, canvasTriggerSchema.parse({ canvas_id: id, recipients }));
    await triggerCanvas(context, canvasTriggerSchema.parse({ canvas_id: id, broadcast: true }));
    for (const part of await taken<CanvasRunPart>(context, RUN_CANVAS.name))
      await continueCanvasRun(part, context.now);
    const at = new Date(Math.ceil(context.now.getTime() / 1_000) * 1_000 + 60_000);
    const planned = { canvas_id: id, recipients, schedule: { time: at.toISOString() } };
    const { schedule_id: call } = await createCanvasSchedule(context, canvasScheduleSchema.parse(planned));
    await enterPlanned(context.workspaceId, call, at, at);
    expect(await depthsIn(id)).toEqual([2, 2, 2]);
  });

  it("starts nothing by a call after so many, which is told so", async () => {
    const context = { ...(await createWorkspace()), loopDepth: MAX_LOOP_DEPTH };
    const id = await launched(context, { entry: { type: "api_trigger", ...again }, steps });
    const call = triggerCanvas(context, canvasTriggerSchema.parse({ canvas_id: id, broadcast: true }));
    await expect(call).rejects.toMatchObject({ status: 409, errors: [{ code: "loop_cut" }] });
  });
});

describe("a journey that is paused", () => {
  const steps = [{ id: "d", type: "delay", delay: { seconds: 60 } }];

  it("takes entries that were planned when it goes on unless they were called off meanwhile, and says why a stopped one took none", async () => {
    const context = await createWorkspace(new Date(Math.floor(Date.now() / 1000) * 1000));
    await track(context, TrackBody.parse({ attributes: [{ external_id: "u1" }] }));
    const id = await launched(context, { entry: { type: "api_trigger", ...again }, steps });
    const at = new Date(context.now.getTime() + 60_000);
    const plan = async (): Promise<string> => {
      const schedule = { time: at.toISOString() };
      const recipients = [{ external_user_id: "u1" }];
      const body = canvasScheduleSchema.parse({ canvas_id: id, recipients, schedule });
      return (await createCanvasSchedule(context, body)).schedule_id;
    };
    const [kept, refused, calledOff] = [await plan(), await plan(), await plan()];
    await taken(context, "canvas.send_planned");
    await pauseCanvas(context, id);
    await enterPlanned(context.workspaceId, kept, at, at);
    expect(await taken(context, "canvas.send_planned")).toMatchObject([{ dispatch_id: kept }]);
    const late = { ...context, now: new Date(at.getTime() + 5_000) };
    await enterPlanned(context.workspaceId, calledOff, at, late.now);
    await deleteCanvasSchedule(late, calledOff);
    await resumeCanvas(context, id);
    await enterPlanned(context.workspaceId, calledOff, at, new Date(at.getTime() + 10_000));
    await enterPlanned(context.workspaceId, kept, at, new Date(at.getTime() + 10_000));
    await expect(deleteCanvasSchedule(late, kept)).rejects.toMatchObject({ status: 400 });
    expect(await entriesOf(id)).toBe(1);
    await stopCanvas(context, id);
    await enterPlanned(context.workspaceId, refused, at, at);
    const { rows } = await pool().query("SELECT refused FROM dispatches WHERE id = $1", [refused]);
    expect(rows).toMatchObject([{ refused: { code: "canvas_not_active" } }]);
  });

  it("keeps those whom another journey sends until it goes on", async () => {
    const context = await createWorkspace();
    await track(context, TrackBody.parse({ attributes: [{ external_id: "u1" }] }));
    const inner = await launched(context, { entry: { type: "api_trigger", ...again }, steps });
    const outer = await launched(context, {
      entry: { type: "api_trigger" },
      steps: [{ id: "s", type: "canvas", canvas_id: inner, wait: true }],
    });
    const recipients = [{ external_user_id: "u1" }];
    await triggerCanvas(context, canvasTriggerSchema.parse({ canvas_id: outer, recipients }));
    await pauseCanvas(context, inner);
    await enterFromOther(await taken<EnterCanvas>(context, ENTER_CANVAS.name), context.now);
    await resumeCanvas(context, inner);
    await enterFromOther(await taken<EnterCanvas>(context, ENTER_CANVAS.name), context.now);
    expect(await entriesOf(inner)).toBe(1);
  });
});
