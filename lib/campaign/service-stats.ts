/** Use cases that count: numbers for screens, and the series that existing clients ask for. */
import type { Context } from "#lib/platform/context.ts";
import { funnelOf } from "./funnel.ts";
import { runProgress } from "./run-progress.ts";
import { campaignOrThrow } from "./service.ts";
import type { CampaignStats, DataSeriesQuery, RunView, StatsQuery } from "./stats-schema.ts";
import {
  type ConversionSeriesRow,
  type CountRow,
  conversionSeries,
  countConversions,
  countDecisions,
  countDeliveries,
  countPeopleByVariation,
  deliverySeries,
  latestRuns,
  requestLatency,
  type SeriesRow,
} from "./store-stats.ts";
import { variationStats } from "./variation-stats.ts";

const DAY_MS = 86_400_000;
const UNIT_MS = { hour: 3_600_000, day: DAY_MS } as const;
const SHOWN_RUNS = 10;
const LISTED_RUNS = 100;

/** What became of a campaign so far. */
export async function campaignStats(context: Context, id: string, query: StatsQuery): Promise<CampaignStats> {
  const campaign = await campaignOrThrow(context, id);
  const { workspaceId, now } = context;
  const since = new Date(now.getTime() - query.length * UNIT_MS[query.unit]);
  const until = new Date(now.getTime() + 1_000);
  const [counts, decisions, people, conversions, latency, series, converted, runs] = await Promise.all([
    countDeliveries(workspaceId, id),
    countDecisions(workspaceId, id),
    countPeopleByVariation(id),
    countConversions(id),
    requestLatency(workspaceId, id),
    deliverySeries(workspaceId, { campaignId: id, sendId: null }, query.unit, since, until),
    conversionSeries(id, query.unit, "converted_at", since, until),
    latestRuns(workspaceId, id, SHOWN_RUNS),
  ]);
  const { variations, winner } = variationStats(campaign.draft, { deliveries: counts, people, conversions });
  const ofStatus = (status: string): Record<string, number> =>
    sumBy(
      counts.filter((row) => row.status === status),
      (row) => row.reason,
    );
  return {
    campaign_id: id,
    total: counts.reduce((sum, row) => sum + row.count, 0),
    sent: counts.filter((row) => row.attempted).reduce((sum, row) => sum + row.count, 0),
    by_status: sumBy(counts, (row) => row.status),
    by_reason: sumBy(counts, (row) => row.reason),
    failed_by_reason: ofStatus("failed"),
    held_by_reason: ofStatus("held"),
    aborted_by_reason: ofStatus("aborted"),
    by_variation: variations,
    winner,
    latency_ms: latency,
    by_host: hostsOf(counts),
    funnel: funnelOf({ deliveries: counts, decisions }),
    not_sent: Object.fromEntries(decisions.map((row) => [row.reason, row.count])),
    series: seriesOf(series, converted),
    runs: runs.map((run) => runProgress(run, campaign.status, now)),
  };
}

/** Runs of a campaign, the newest first, with how far each is. */
export async function campaignRuns(context: Context, id: string): Promise<{ runs: RunView[] }> {
  const campaign = await campaignOrThrow(context, id);
  const runs = await latestRuns(context.workspaceId, id, LISTED_RUNS);
  return { runs: runs.map((run) => runProgress(run, campaign.status, context.now)) };
}

function hostsOf(counts: readonly CountRow[]): CampaignStats["by_host"] {
  const known = counts.filter((row) => row.host !== null);
  return [...Map.groupBy(known, (row) => row.host ?? "")].map(([host, rows]) => {
    const sums = sumBy(rows, (row) => row.status);
    return {
      host,
      delivered: sums.delivered ?? 0,
      failed: sums.failed ?? 0,
      aborted: sums.aborted ?? 0,
      waiting: (sums.pending ?? 0) + (sums.held ?? 0) + (sums.retrying ?? 0),
    };
  });
}

function seriesOf(
  sends: readonly SeriesRow[],
  conversions: readonly ConversionSeriesRow[],
): CampaignStats["series"] {
  const times = new Set([...sends, ...conversions].map((row) => row.time.toISOString()));
  return [...times].toSorted().map((time) => {
    const rows = sends.filter((row) => row.time.toISOString() === time);
    const reached = conversions.filter((row) => row.time.toISOString() === time && row.goal === 0);
    return {
      time,
      sent: total(rows, "sent"),
      delivered: total(rows, "delivered"),
      failed: total(rows, "errors"),
      aborted: total(rows, "aborted"),
      conversions: reached.reduce((sum, row) => sum + row.by_time, 0),
    };
  });
}

/** One entry per day, oldest first, days without sends included. */
export async function dataSeries(context: Context, query: DataSeriesQuery) {
  const campaign = await campaignOrThrow(context, query.campaign_id);
  const end = query.ending_at ? new Date(query.ending_at) : context.now;
  const lastDay = Math.floor(end.getTime() / DAY_MS);
  const firstDay = lastDay - query.length + 1;
  const [since, until] = [new Date(firstDay * DAY_MS), new Date((lastDay + 1) * DAY_MS)];
  const rows = await deliverySeries(
    context.workspaceId,
    { campaignId: campaign.id, sendId: query.send_id ?? null },
    "day",
    since,
    until,
  );
  const [converted, bySend] = await Promise.all([
    conversionSeries(campaign.id, "day", "converted_at", since, until),
    conversionSeries(campaign.id, "day", "received_at", since, until),
  ]);
  const goals = campaign.draft.conversions.map((_conversion, goal) => goal);
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
      ...conversionsOfDay("", converted, time, goals),
      ...conversionsOfDay("_by_send_time", bySend, time, goals),
      revenue: 0,
    };
  });
}

/** `conversions`, `conversions1`, … as existing clients name them. */
function conversionsOfDay(
  suffix: string,
  rows: readonly ConversionSeriesRow[],
  day: Date,
  goals: readonly number[],
): Record<string, number> {
  const countOf = (goal: number): number =>
    rows.find((row) => row.goal === goal && row.time.getTime() === day.getTime())?.by_time ?? 0;
  return Object.fromEntries(
    [0, ...goals.slice(1)].map((goal) => [`conversions${goal || ""}${suffix}`, countOf(goal)]),
  );
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
