import { describe, expect, it } from "vitest";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { createCanvasSchema } from "./schema.ts";
import { canvasScheduleSchema, canvasTriggerSchema } from "./send-schema.ts";
import { canvasSeriesQuerySchema } from "./series-schema.ts";
import { createCanvas, getCanvas } from "./service.ts";
import { launchCanvas, pauseCanvas, resumeCanvas, stopCanvas } from "./service-lifecycle.ts";
import { beginCanvasRun, continueCanvasRun } from "./service-run.ts";
import {
  createCanvasSchedule,
  deleteCanvasSchedule,
  enterPlanned,
  updateCanvasSchedule,
} from "./service-schedule.ts";
import { triggerCanvas } from "./service-send.ts";
import { canvasDataSeries } from "./service-series.ts";

useTestDatabase();

const webhook = { url: "https://api.example.com/x" };

async function people(context: Context, ids: string[]): Promise<void> {
  const attributes = ids.map((id) => ({ external_id: id, tier: id.startsWith("gold") ? "gold" : "blue" }));
  await track(context, TrackBody.parse({ attributes }));
}

async function launched(context: Context, extra: Record<string, unknown> = {}): Promise<string> {
  const input = {
    name: "Welcome",
    entry: { type: "api_trigger", re_entry: { allowed: true, after_seconds: 0 } },
    steps: [{ id: "hello", name: "Hello", type: "message", webhook }],
    ...extra,
  };
  const { canvas_id: id } = await createCanvas(context, createCanvasSchema.parse(input));
  await launchCanvas(context, id);
  return id;
}

const trigger = (context: Context, body: Record<string, unknown>) =>
  triggerCanvas(context, canvasTriggerSchema.parse(body));
const series = (context: Context, query: Record<string, unknown>) =>
  canvasDataSeries(context, canvasSeriesQuerySchema.parse(query));

async function entered(context: Context): Promise<{ external_user_id: string; context: unknown }[]> {
  const { rows } = await pool().query(
    "SELECT external_user_id, context FROM canvas_entries WHERE workspace_id = $1 ORDER BY 1",
    [context.workspaceId],
  );
  return rows;
}

describe("a call that lets people in", () => {
  it("is kept under its dispatch_id with the send_id of the caller", async () => {
    const context = await createWorkspace();
    await people(context, ["a"]);
    const id = await launched(context);
    const recipients = [{ external_user_id: "a", context: { n: 1 } }, { external_user_id: "nobody" }];
    const answer = await trigger(context, { canvas_id: id, send_id: "spring", recipients });
    expect(answer.results).toMatchObject([
      { external_user_id: "a", status: "accepted" },
      { external_user_id: "nobody", status: "skipped", reason: "unknown_user" },
    ]);
    const { rows } = await pool().query(
      "SELECT id, kind, canvas_id, send_id FROM dispatches WHERE workspace_id = $1",
      [context.workspaceId],
    );
    const kept = { id: answer.dispatch_id, kind: "canvas_trigger", canvas_id: id, send_id: "spring" };
    expect(rows).toEqual([kept]);
  });

  it("lets everybody of the audience in once as a broadcast, however often a part is worked off", async () => {
    const context = await createWorkspace();
    await people(context, ["gold1", "gold2", "blue1"]);
    const id = await launched(context);
    const { dispatch_id: dispatchId, results } = await trigger(context, {
      canvas_id: id,
      broadcast: true,
      context: { plan: "x" },
      audience: { custom_attribute: { custom_attribute_name: "tier", comparison: "equals", value: "gold" } },
    });
    expect(results).toBeUndefined();
    const part = {
      workspace_id: context.workspaceId,
      canvas_id: id,
      run_id: dispatchId,
      dispatch_id: dispatchId,
      at: context.now.toISOString(),
      cursor: null,
      entered: 0,
    };
    await continueCanvasRun(part, new Date());
    await continueCanvasRun(part, new Date());
    expect(await entered(context)).toEqual([
      { external_user_id: "gold1", context: { plan: "x" } },
      { external_user_id: "gold2", context: { plan: "x" } },
    ]);
  });

  it("says what is unclear about its people, and stores nothing", async () => {
    const context = await createWorkspace();
    const id = await launched(context);
    const wrong = [
      [{ broadcast: true, recipients: [{ external_user_id: "a" }] }, "broadcast_with_recipients"],
      [{}, "no_recipients"],
    ] as const;
    for (const [body, code] of wrong)
      await expect(trigger(context, { canvas_id: id, ...body })).rejects.toMatchObject({
        status: 400,
        errors: [{ code }],
      });
    const { rows } = await pool().query("SELECT FROM dispatches WHERE workspace_id = $1", [
      context.workspaceId,
    ]);
    expect(rows).toHaveLength(0);
  });
});

describe("planned entries", () => {
  const HOUR_MS = 3_600_000;

  async function planned(context: Context, id: string, at: Date) {
    const recipients = [{ external_user_id: "a" }];
    const schedule = { time: at.toISOString() };
    const body = canvasScheduleSchema.parse({ canvas_id: id, recipients, schedule });
    return createCanvasSchedule(context, body);
  }

  it("are made once at their time, unless they were moved or called off", async () => {
    const start = new Date(Math.floor(Date.now() / 1000) * 1000);
    const context = await createWorkspace(start);
    await people(context, ["a"]);
    const id = await launched(context);
    const [early, late] = [new Date(start.getTime() + HOUR_MS), new Date(start.getTime() + 2 * HOUR_MS)];
    const kept = await planned(context, id, early);
    const dropped = await planned(context, id, early);
    await deleteCanvasSchedule(context, dropped.schedule_id);
    const schedule = { time: late.toISOString() };
    await updateCanvasSchedule(context, kept.schedule_id, { schedule });
    for (const { schedule_id: scheduleId } of [kept, dropped])
      await enterPlanned(context.workspaceId, scheduleId, early, early);
    expect(await entered(context)).toHaveLength(0);
    await enterPlanned(context.workspaceId, kept.schedule_id, late, late);
    await enterPlanned(context.workspaceId, kept.schedule_id, late, new Date(late.getTime() + 1_000));
    expect(await entered(context)).toHaveLength(1);
    const gone = { ...context, now: new Date(late.getTime() + 1_000) };
    await expect(deleteCanvasSchedule(gone, kept.schedule_id)).rejects.toMatchObject({
      status: 400,
      errors: [{ code: "invalid_schedule_id", field: "schedule_id" }],
    });
  });

  it("are refused in the past, and cannot be reached from another workspace", async () => {
    const context = await createWorkspace();
    const id = await launched(context);
    await expect(planned(context, id, new Date(0))).rejects.toMatchObject({
      status: 400,
      errors: [{ code: "invalid_schedule_time", field: "schedule.time" }],
    });
    const kept = await planned(context, id, new Date(context.now.getTime() + HOUR_MS));
    const other = await createWorkspace();
    await expect(deleteCanvasSchedule(other, kept.schedule_id)).rejects.toMatchObject({ status: 400 });
  });
});

describe("a scheduled canvas", () => {
  const schedule = { type: "scheduled", frequency: "daily", re_entry: { allowed: false } };
  const nextRunOf = async (context: Context, id: string) => (await getCanvas(context, id)).next_run_at ?? "";

  it("runs at its times and plans the next, once each", async () => {
    const context = await createWorkspace();
    const id = await launched(context, { entry: { ...schedule, start: "launch" } });
    const first = await nextRunOf(context, id);
    expect(first).toBe(context.now.toISOString());
    await beginCanvasRun(context.workspaceId, id, new Date(first), context.now);
    const second = await nextRunOf(context, id);
    expect(Date.parse(second) - Date.parse(first)).toBeGreaterThan(0);
    await beginCanvasRun(context.workspaceId, id, new Date(first), context.now);
    expect(await nextRunOf(context, id)).toBe(second);
    await launchCanvas(context, id);
    expect(await nextRunOf(context, id)).toBe(second);
  });

  it("keeps its run while paused, loses it when stopped, and finds the next when it goes on", async () => {
    const context = await createWorkspace();
    const id = await launched(context, { entry: { ...schedule, start: "launch" } });
    const first = await nextRunOf(context, id);
    await pauseCanvas(context, id);
    await beginCanvasRun(context.workspaceId, id, new Date(first), context.now);
    expect(await nextRunOf(context, id)).toBe(first);
    await stopCanvas(context, id);
    expect(await nextRunOf(context, id)).toBe("");
    await resumeCanvas(context, id);
    expect((await nextRunOf(context, id)) > first).toBe(true);
  });

  it("is not launched when its time has passed", async () => {
    const context = await createWorkspace();
    const entry = { ...schedule, frequency: "once", start: "2020-01-01T09:00:00Z" };
    await expect(launched(context, { entry })).rejects.toMatchObject({
      errors: [{ code: "in_the_past", field: "entry.start" }],
    });
  });
});

describe("numbers of a canvas by day", () => {
  it("count entries, conversions and messages, and fill days without any", async () => {
    const context = await createWorkspace();
    await people(context, ["a", "b"]);
    const id = await launched(context, {
      variants: [{ name: "All", percentage: 100 }],
      conversions: [{ event: "bought" }, { event: "rated" }],
    });
    const recipients = [{ external_user_id: "a" }, { external_user_id: "b" }];
    await trigger(context, { canvas_id: id, recipients });
    const { rows } = await pool().query(
      "UPDATE deliveries SET status = 'delivered', attempts_count = 1 WHERE canvas_id = $1 RETURNING canvas_entry_id",
      [id],
    );
    await pool().query(
      `INSERT INTO canvas_conversions (entry_id, index, canvas_id, event_id, converted_at)
       VALUES ($1, 1, $2, gen_random_uuid(), $3)`,
      [rows[0]?.canvas_entry_id, id, context.now],
    );
    const data = await series(context, {
      canvas_id: id,
      length: "3",
      include_variant_breakdown: "true",
      include_step_breakdown: "true",
    });
    expect(data.name).toBe("Welcome");
    expect(data.stats).toHaveLength(3);
    expect(data.stats[0]?.total_stats.entries).toBe(0);
    const today = data.stats.at(-1);
    expect(today?.time).toBe(context.now.toISOString().slice(0, 10));
    const totals = { entries: 2, conversions: 0, conversions1: 1, conversions1_by_entry_time: 1 };
    expect(today?.total_stats).toMatchObject(totals);
    expect(Object.values(today?.variant_stats ?? {})).toMatchObject([{ name: "All", ...totals }]);
    expect(today?.step_stats).toMatchObject({
      hello: {
        name: "Hello",
        unique_recipients: 2,
        messages: { webhook: [{ sent: 2, delivered: 2, errors: 0 }] },
      },
    });
  });

  it("leave breakdowns out unless asked for, and never reach into another workspace", async () => {
    const context = await createWorkspace();
    const id = await launched(context);
    const starting = new Date(context.now.getTime() - 86_400_000).toISOString();
    const ending = context.now.toISOString();
    const data = await series(context, { canvas_id: id, starting_at: starting, ending_at: ending });
    expect(data.stats).toHaveLength(2);
    expect(Object.keys(data.stats[0] ?? {})).toEqual(["time", "total_stats"]);
    await expect(series(await createWorkspace(), { canvas_id: id })).rejects.toMatchObject({ status: 404 });
    const early = { canvas_id: id, starting_at: "2020-01-01T00:00:00Z" };
    await expect(series(context, early)).rejects.toMatchObject({ status: 400 });
  });
});
