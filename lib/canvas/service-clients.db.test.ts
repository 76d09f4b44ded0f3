import { describe, expect, it } from "vitest";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { createCanvasSchema } from "./schema.ts";
import { canvasTriggerSchema } from "./send-schema.ts";
import { canvasSeriesQuerySchema } from "./series-schema.ts";
import { createCanvas } from "./service.ts";
import { launchCanvas } from "./service-lifecycle.ts";
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
