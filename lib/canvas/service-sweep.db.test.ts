import { describe, expect, it } from "vitest";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import type { SweepCanvas } from "./jobs.ts";
import { createCanvasSchema } from "./schema.ts";
import { canvasTriggerSchema } from "./send-schema.ts";
import { createCanvas } from "./service.ts";
import { launchCanvas, pauseCanvas, resumeCanvas, stopCanvas } from "./service-lifecycle.ts";
import { triggerCanvas } from "./service-send.ts";
import { sweepCanvas } from "./service-sweep.ts";
import { holdStill, loadActive } from "./store-entries.ts";

useTestDatabase();

async function launched(): Promise<{ context: Context; id: string }> {
  const context = await createWorkspace();
  await track(context, TrackBody.parse({ attributes: [{ external_id: "u1" }, { external_id: "u2" }] }));
  const steps = [{ id: "wait", type: "delay", delay: { seconds: 86_400 }, next: null }];
  const body = createCanvasSchema.parse({ name: "Sweep", entry: { type: "api_trigger" }, steps });
  const { canvas_id: id } = await createCanvas(context, body);
  await launchCanvas(context, id);
  return { context, id };
}

const enter = (context: Context, id: string, user: string) =>
  triggerCanvas(
    context,
    canvasTriggerSchema.parse({ canvas_id: id, recipients: [{ external_user_id: user }] }),
  );

/** Works off what stops, pauses and resumes enqueued. */
async function sweep(id: string, now: Date): Promise<void> {
  const { rows } = await pool().query<{ data: SweepCanvas }>(
    "DELETE FROM pgboss.job WHERE name = 'canvas.sweep' AND data->>'canvas_id' = $1 RETURNING data",
    [id],
  );
  for (const { data } of rows) await sweepCanvas(data, now);
}

async function states(id: string): Promise<string[]> {
  const { rows } = await pool().query<{ line: string }>(
    "SELECT external_user_id || ' ' || state AS line FROM canvas_entries WHERE canvas_id = $1 ORDER BY 1",
    [id],
  );
  return rows.map((row) => row.line);
}

async function untilSomebodyWaits(): Promise<void> {
  for (;;) {
    const { rowCount } = await pool().query(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    if (rowCount) return;
  }
}

describe("a stop that takes everybody out", () => {
  it("takes out those, too, whom a worker moves at that very moment", async () => {
    const { context, id } = await launched();
    await enter(context, id, "u1");
    await enter(context, id, "u2");
    await stopCanvas(context, id, "exit");
    const mover = await pool().connect();
    try {
      await mover.query("BEGIN");
      await mover.query(
        "UPDATE canvas_entries SET seq = seq + 1 WHERE canvas_id = $1 AND external_user_id = 'u1'",
        [id],
      );
      const swept = sweep(id, context.now);
      await untilSomebodyWaits();
      await mover.query("COMMIT");
      await swept;
    } finally {
      mover.release();
    }
    expect(await states(id)).toEqual(["u1 exited", "u2 exited"]);
  });

  it("leaves those alone who entered after the canvas went on", async () => {
    const { context, id } = await launched();
    await enter(context, id, "u1");
    await stopCanvas(context, id, "exit");
    const later = { ...context, now: new Date(context.now.getTime() + 1_000) };
    await resumeCanvas(later, id);
    await enter(later, id, "u2");
    await sweep(id, later.now);
    expect(await states(id)).toEqual(["u1 exited", "u2 active"]);
  });
});

describe("somebody whose time comes while the canvas holds", () => {
  it("is looked at again when it went on before they were put to rest", async () => {
    const { context, id } = await launched();
    await enter(context, id, "u1");
    await pauseCanvas(context, id);
    const { rows } = await pool().query<{ id: string }>(
      "SELECT id FROM canvas_entries WHERE canvas_id = $1",
      [id],
    );
    const entries = await loadActive(
      context.workspaceId,
      rows.map((row) => row.id),
    );
    await resumeCanvas(context, id);
    await sweep(id, context.now);
    await holdStill(entries);
    expect(await loadActive(context.workspaceId, [entries[0]?.id ?? ""])).toMatchObject([
      { wakeAt: expect.any(Date) },
    ]);
    await pauseCanvas(context, id);
    await holdStill(entries);
    expect(await loadActive(context.workspaceId, [entries[0]?.id ?? ""])).toMatchObject([{ wakeAt: null }]);
  });
});
