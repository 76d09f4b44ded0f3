/** Use cases that count: numbers for screens, and the series that existing clients ask for. */
import type { Context } from "#lib/platform/context.ts";
import { campaignOrThrow } from "./service.ts";
import type { CampaignStats, DataSeriesQuery, StatsQuery } from "./stats-schema.ts";
import {
  type CountRow,
  countDecisions,
  countDeliveries,
  deliverySeries,
  latestRuns,
  type SeriesRow,
} from "./store-stats.ts";

const DAY_MS = 86_400_000;
const UNIT_MS = { hour: 3_600_000, day: DAY_MS } as const;

/** What became of a campaign so far. */
export async function campaignStats(context: Context, id: string, query: StatsQuery): Promise<CampaignStats> {
  const campaign = await campaignOrThrow(context, id);
  const { workspaceId, now } = context;
  const since = new Date(now.getTime() - query.length * UNIT_MS[query.unit]);
  const [counts, decisions, series, runs] = await Promise.all([
    countDeliveries(workspaceId, id),
    countDecisions(workspaceId, id, new Date(now.getTime() - 7 * DAY_MS)),
    deliverySeries(
      workspaceId,
      { campaignId: id, sendId: null },
      query.unit,
      since,
      new Date(now.getTime() + 1_000),
    ),
    latestRuns(workspaceId, id),
  ]);
  return {
    campaign_id: id,
    total: counts.reduce((sum, row) => sum + row.count, 0),
    by_status: sumBy(counts, (row) => row.status),
    by_reason: sumBy(counts, (row) => row.reason),
    by_variation: campaign.draft.variations.map((variation) => ({
      message_variation_id: variation.message_variation_id,
      name: variation.name,
      by_status: sumBy(
        counts.filter((row) => row.variation_id === variation.message_variation_id),
        (row) => row.status,
      ),
    })),
    not_sent: Object.fromEntries(decisions.map((row) => [row.reason, row.count])),
    series: [...Map.groupBy(series, (row) => row.time.toISOString())].map(([time, rows]) => ({
      time,
      sent: total(rows, "sent"),
      delivered: total(rows, "delivered"),
      failed: total(rows, "errors"),
      aborted: total(rows, "aborted"),
    })),
    runs: runs.map((run) => ({
      ...run,
      scheduled_for: run.scheduled_for.toISOString(),
      started_at: run.started_at?.toISOString() ?? null,
      finished_at: run.finished_at?.toISOString() ?? null,
    })),
  };
}

/** One entry per day, oldest first, days without sends included. */
export async function dataSeries(context: Context, query: DataSeriesQuery) {
  const campaign = await campaignOrThrow(context, query.campaign_id);
  const end = query.ending_at ? new Date(query.ending_at) : context.now;
  const lastDay = Math.floor(end.getTime() / DAY_MS);
  const firstDay = lastDay - query.length + 1;
  const rows = await deliverySeries(
    context.workspaceId,
    { campaignId: campaign.id, sendId: query.send_id ?? null },
    "day",
    new Date(firstDay * DAY_MS),
    new Date((lastDay + 1) * DAY_MS),
  );
  return Array.from({ length: query.length }, (_, index) => {
    const time = new Date((firstDay + index) * DAY_MS);
    const ofDay = rows.filter((row) => row.time.getTime() === time.getTime());
    return {
      time: time.toISOString().slice(0, 10),
      messages: {
        webhook: campaign.draft.variations.map((variation) => {
          const own = ofDay.filter((row) => row.variation_id === variation.message_variation_id);
          return {
            variation_name: variation.name,
            variation_api_id: variation.message_variation_id,
            sent: total(own, "sent"),
            delivered: total(own, "delivered"),
            errors: total(own, "errors"),
          };
        }),
      },
      unique_recipients: total(ofDay, "recipients"),
      conversions: 0,
      conversions_by_send_time: 0,
      revenue: 0,
    };
  });
}

function sumBy(rows: readonly CountRow[], key: (row: CountRow) => string | null): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const row of rows) {
    const name = key(row);
    if (name !== null) sums[name] = (sums[name] ?? 0) + row.count;
  }
  return sums;
}

function total(
  rows: readonly SeriesRow[],
  field: "sent" | "delivered" | "errors" | "aborted" | "recipients",
): number {
  return rows.reduce((sum, row) => sum + row[field], 0);
}
