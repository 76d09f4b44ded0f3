import { beforeEach, describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { deliveriesOf, launchedCampaign, trackAndEvaluate } from "#lib/testing/evaluating.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { reportCsv } from "./report-csv.ts";
import { reportQuerySchema } from "./schema.ts";
import { fullReport, report } from "./service.ts";

useTestDatabase();

const start = new Date("2026-03-10T12:00:00.000Z");
const later = (seconds: number): Date => new Date(start.getTime() + seconds * 1000);
const ask = (query: object = {}) =>
  reportQuerySchema.parse({ since: "2026-03-10T00:00:00Z", until: "2026-03-11T00:00:00Z", ...query });
let context: Context;

async function campaign(event: string, people: readonly string[]): Promise<string> {
  const extra = { name: event, delivery: { type: "action", event }, conversions: [{ event: "redeemed" }] };
  const id = await launchedCampaign(context, extra, start);
  await trackAndEvaluate(
    context,
    { events: people.map((person) => ({ external_id: person, name: event })) },
    later(1),
  );
  await pool().query(
    "UPDATE deliveries SET status = 'delivered', attempts_count = 1, created_at = $2 WHERE campaign_id = $1",
    [id, later(1)],
  );
  return id;
}

beforeEach(async () => {
  context = await createWorkspace(start);
});

describe("a report", () => {
  it("puts campaigns side by side, the busiest first, with the interval of their conversion", async () => {
    const small = await campaign("small", ["a"]);
    const large = await campaign("large", ["a", "b", "c"]);
    await trackAndEvaluate(context, { events: [{ external_id: "b", name: "redeemed" }] }, later(2));
    const [delivery] = await deliveriesOf(large);
    await pool().query(
      `INSERT INTO attempts (delivery_id, workspace_id, number, started_at, duration_ms, outcome)
       VALUES ($1, $2, 1, $3, 40, 'done')`,
      [delivery?.id, context.workspaceId, later(1)],
    );
    const { rows } = await report(context, ask());
    expect(rows.map((row) => row.id)).toEqual([large, small]);
    expect(rows[0]).toMatchObject({
      deliveries: 3,
      delivered: 3,
      people: 3,
      latency_ms: { p50: 40, p95: 40 },
    });
    expect(rows[0]?.conversion).toMatchObject({ count: 1 });
    expect(rows[0]?.conversion?.low).toBeGreaterThan(0.05);
    expect(rows[0]?.conversion?.high).toBeLessThan(0.8);
    expect(rows[1]).toMatchObject({ conversion: { count: 0, rate: 0 }, latency_ms: null });
    expect(reportCsv(await fullReport(context, ask())).split("\r\n")).toHaveLength(4);
  });

  it("is paged, and leaves out other times, kinds and workspaces", async () => {
    const small = await campaign("small", ["a"]);
    const large = await campaign("large", ["a", "b"]);
    const first = await report(context, ask({ limit: 1 }));
    expect(first.rows.map((row) => row.id)).toEqual([large]);
    const second = await report(context, ask({ limit: 1, cursor: first.next_cursor }));
    expect(second).toMatchObject({ rows: [{ id: small }], next_cursor: null });
    const other = { since: "2026-03-01T00:00:00Z", until: "2026-03-02T00:00:00Z" };
    expect((await report(context, ask(other))).rows).toEqual([]);
    expect((await report(context, ask({ kind: "canvas" }))).rows).toEqual([]);
    expect((await report(await createWorkspace(start), ask())).rows).toEqual([]);
  });

  it("refuses a range that is turned round", async () => {
    const turned = ask({ since: "2026-03-12T00:00:00Z" });
    await expect(report(context, turned)).rejects.toMatchObject({ errors: [{ field: "since" }] });
  });
});
