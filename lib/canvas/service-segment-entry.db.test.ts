import { beforeEach, describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { createSegmentSchema } from "#lib/segment/resource-schema.ts";
import { createSegment } from "#lib/segment/service.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { deliveriesOf, launchedCampaign, trackAndEvaluate } from "#lib/testing/evaluating.ts";
import { countStatements, createWorkspace } from "#lib/testing/factories.ts";
import { ENTERED_SEGMENT, type EnteredSegment } from "./jobs.ts";
import { createCanvasSchema } from "./schema.ts";
import { createCanvas } from "./service.ts";
import { evaluateCanvasEvents } from "./service-events.ts";
import { launchCanvas, stopCanvas } from "./service-lifecycle.ts";
import { enterBySegment } from "./service-segment-entry.ts";
import { listEntries } from "./service-views.ts";

useTestDatabase();

const start = new Date("2026-03-10T12:00:00Z");
const later = (seconds: number): Date => new Date(start.getTime() + seconds * 1_000);

let context: Context;
let segmentId: string;

beforeEach(async () => {
  context = await createWorkspace(start);
  const filter = {
    op: "and",
    filters: [{ type: "attribute", attribute: "tier", op: "equals", value: "gold" }],
  };
  const segment = await createSegment(context, createSegmentSchema.parse({ name: "Gold", filter }));
  segmentId = segment.segment_id;
});

async function waitingJourney(entry: Record<string, unknown> = {}): Promise<string> {
  const input = createCanvasSchema.parse({
    name: "Gold",
    entry: { type: "action", triggers: [{ type: "segment_entry", segment_id: segmentId }], ...entry },
    steps: [{ id: "wait", type: "delay", delay: { seconds: 86_400 } }],
  });
  const { canvas_id: id } = await createCanvas(context, input);
  await launchCanvas(context, id);
  return id;
}

/** What a worker does with the jobs of a moment, and does again after a crash. */
async function work(now: Date): Promise<void> {
  const { rows } = await pool().query<{ data: EnteredSegment }>(
    "SELECT data FROM pgboss.job WHERE name = $1 AND data->>'workspace_id' = $2 AND data->>'at' = $3",
    [ENTERED_SEGMENT.name, context.workspaceId, now.toISOString()],
  );
  for (const { data } of [...rows, ...rows]) await enterBySegment(data, now);
}

async function tiers(people: Record<string, string>, now: Date): Promise<void> {
  const attributes = Object.entries(people).map(([external_id, tier]) => ({ external_id, tier }));
  const batch = await trackAndEvaluate(context, { attributes }, now);
  await evaluateCanvasEvents(context.workspaceId, batch, now);
  await work(now);
}

const inside = async (id: string): Promise<string[]> =>
  (await listEntries(context, id, { limit: 50 })).entries.map((entry) => entry.external_user_id).toSorted();

describe("a journey that waits for a segment", () => {
  it("lets in who enters, once, and not who was inside at launch", async () => {
    await tiers({ old: "gold" }, start);
    const id = await waitingJourney();
    await tiers({ old: "gold", new: "gold", other: "blue" }, later(1));
    await tiers({ new: "gold" }, later(2));
    expect(await inside(id)).toEqual(["new"]);
  });

  it("lets in again who left and came back, as re-entry says", async () => {
    const [once, again] = [
      await waitingJourney(),
      await waitingJourney({ re_entry: { allowed: true, after_seconds: 0 } }),
    ];
    for (const [at, tier] of ["gold", "blue", "gold"].entries()) await tiers({ u1: tier }, later(at + 1));
    expect([await inside(once), await inside(again)]).toEqual([["u1"], ["u1", "u1"]]);
  });

  it("shares the segment with a campaign: neither takes people from the other", async () => {
    const id = await waitingJourney();
    const triggers = [{ type: "segment_entry", segment_id: segmentId }];
    const campaign = await launchedCampaign(context, { delivery: { type: "action", triggers } }, start);
    await tiers({ u1: "gold" }, later(1));
    expect(await inside(id)).toEqual(["u1"]);
    expect(await deliveriesOf(campaign)).toHaveLength(1);
  });

  it("lets nobody in while it is stopped or its window is closed, nor afterwards for then", async () => {
    const window = { start: later(10).toISOString(), end: later(20).toISOString() };
    const [stopped, windowed] = [await waitingJourney(), await waitingJourney({ window })];
    await stopCanvas(context, stopped);
    await tiers({ early: "gold" }, later(1));
    await launchCanvas({ ...context, now: later(2) }, stopped);
    await tiers({ early: "gold" }, later(3));
    await tiers({ timely: "gold" }, later(11));
    await tiers({ late: "gold" }, later(21));
    expect(await inside(windowed)).toEqual(["timely"]);
    expect(await inside(stopped)).toEqual(["late", "timely"]);
  });

  it("needs as many statements for one person as for seventy-five", async () => {
    const id = await waitingJourney();
    const evaluated = async (names: string[], now: Date): Promise<number> => {
      const attributes = names.map((external_id) => ({ external_id, tier: "gold" }));
      const batch = await trackAndEvaluate(context, { attributes }, now);
      return countStatements(() => evaluateCanvasEvents(context.workspaceId, batch, now));
    };
    const warm = await evaluated(["u0"], later(1));
    const one = await evaluated(["u1"], later(2));
    const many = await evaluated(
      Array.from({ length: 75 }, (_, index) => `p${index}`),
      later(3),
    );
    expect(many).toBe(one);
    expect(one).toBeLessThanOrEqual(warm);
    for (const at of [1, 2, 3]) await work(later(at));
    expect((await listEntries(context, id, { limit: 100 })).entries).toHaveLength(77);
  });
});
