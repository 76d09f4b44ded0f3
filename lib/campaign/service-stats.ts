/** Use cases that count: numbers for screens, and the series that existing clients ask for. */
import type { Context } from "#lib/platform/context.ts";
import { slowAnswer } from "#lib/platform/slow-answers.ts";
import type { CampaignRow } from "./campaign-row.ts";
import { funnelOf } from "./funnel.ts";
import { paceOf } from "./pace.ts";
import { runProgress } from "./run-progress.ts";
import { campaignOrThrow } from "./service.ts";
import { sentDefinition } from "./service-sent.ts";
import type {
  CampaignStats,
  DataSeriesQuery,
  Failures,
  FailuresQuery,
  RunView,
  StatsQuery,
} from "./stats-schema.ts";
import {
  type ConversionSeriesRow,
  type CountRange,
  type CountRow,
  conversionSeries,
  countConversions,
  countDecisions,
  countDeliveries,
  countPeopleByVariation,
  deliverySeries,
  failuresByReason,
  latestRuns,
  requestLatency,
  type SeriesRow,
} from "./store-stats.ts";
import { latestSelection } from "./store-winner.ts";
import { type VariationCounts, variationStats } from "./variation-stats.ts";
import { verdictOf } from "./verdict.ts";
import { winnerView } from "./winner-view.ts";

const DAY_MS = 86_400_000;
const UNIT_MS = { hour: 3_600_000, day: DAY_MS } as const;
const WAITING = ["pending", "held", "retrying"] as const;
const SHOWN_RUNS = 10;
const LISTED_RUNS = 100;

/** What became of a campaign so far. What takes long to count is counted anew only every few seconds. */
export async function campaignStats(context: Context, id: string, query: StatsQuery): Promise<CampaignStats> {
  const campaign = await campaignOrThrow(context, id);
  const { revision, status, liveVersion } = campaign;
  const state = [revision, status, liveVersion?.id];
  return slowAnswer(["campaign-stats", context.workspaceId, id, ...state, query], () =>
    countStats(context, campaign, query),
  );
}

async function countStats(
  context: Context,
  campaign: CampaignRow,
  query: StatsQuery,
): Promise<CampaignStats> {
  const { id } = campaign;
  const { workspaceId, now } = context;
  const range = rangeOf(query);
  const since = range.since ?? new Date(now.getTime() - query.length * UNIT_MS[query.unit]);
  const until = range.until ?? new Date(now.getTime() + 1_000);
  const shown = { unit: query.unit, since, until };
  const selection = await latestSelection(workspaceId, id);
  const [definition, counts, decisions, people, conversions, latency, converted, runs, tested] =
    await Promise.all([
      sentDefinition(campaign),
      countDeliveries(workspaceId, id, range, shown, now),
      countDecisions(workspaceId, id, range),
      countPeopleByVariation(id, range),
      countConversions(id, range),
      requestLatency(workspaceId, id),
      conversionSeries(id, query.unit, "converted_at", since, until),
      latestRuns(workspaceId, id, SHOWN_RUNS),
      selection?.decided_at ? countsOfTest(campaign, range, selection.decided_at) : null,
    ]);
  const { variations, winner } = variationStats(definition, { deliveries: counts, people, conversions });
  // Who got the winner later is no part of the comparison it came from.
  const compared = tested ? variationStats(definition, tested) : { variations, winner };
  const ofStatus = (status: string): Record<string, number> =>
    sumBy(
      counts.filter((row) => row.status === status),
      (row) => row.reason,
    );
  const shownRuns = runs.map((run) => runProgress(run, campaign.status, now));
  const byStatus = sumBy(counts, (row) => row.status);
  const waiting = WAITING.reduce((sum, status) => sum + (byStatus[status] ?? 0), 0);
  return {
    campaign_id: id,
    total: counts.reduce((sum, row) => sum + row.count, 0),
    sent: counts.filter((row) => row.attempted).reduce((sum, row) => sum + row.count, 0),
    by_status: byStatus,
    by_reason: sumBy(counts, (row) => row.reason),
    failed_by_reason: ofStatus("failed"),
    held_by_reason: ofStatus("held"),
    aborted_by_reason: ofStatus("aborted"),
    by_variation: variations,
    winner: compared.winner,
    winner_selection: winnerView(selection),
    waiting,
    pace: paceOf(
      {
        waiting,
        perMinute: counts.reduce((sum, row) => sum + row.last_minute, 0),
        limit: definition.rate_limit.per_minute,
        paused: campaign.status === "paused",
        runs: shownRuns,
      },
      now,
    ),
    verdict: verdictOf(compared.variations, waiting),
    latency_ms: latency,
    by_host: hostsOf(counts),
    funnel: funnelOf({ deliveries: counts, decisions }),
    not_sent: Object.fromEntries(decisions.map((row) => [row.reason, row.count])),
    series: seriesOf(counts, converted),
    runs: shownRuns,
  };
}

async function countsOfTest(
  { id }: CampaignRow,
  range: CountRange,
  decidedAt: Date,
): Promise<VariationCounts> {
  const until = range.until && range.until < decidedAt ? range.until : decidedAt;
  const [people, conversions] = await Promise.all([
    countPeopleByVariation(id, { ...range, until }),
    countConversions(id, { ...range, until }),
  ]);
  return { deliveries: [], people, conversions };
}

const SHOWN_FAILURES = 20;

/** Why deliveries of a campaign failed, with an example of each reason. */
export async function campaignFailures(
  context: Context,
  id: string,
  query: FailuresQuery,
): Promise<Failures> {
  const campaign = await campaignOrThrow(context, id);
  const rows = await failuresByReason(context.workspaceId, campaign.id, rangeOf(query), SHOWN_FAILURES);
  return {
    failures: rows.map((row) => ({
      reason: row.reason,
      count: row.count,
      sample: {
        delivery_id: row.delivery_id,
        external_user_id: row.external_user_id,
        host: row.host,
        url: row.url,
        failed_at: row.finished_at?.toISOString() ?? null,
        status_code: row.status_code,
        error_class: row.error_class,
        error_message: row.error_message,
        response: row.response_body,
      },
    })),
  };
}

function rangeOf({ since, until }: FailuresQuery): CountRange {
  return { since: since ? new Date(since) : null, until: until ? new Date(until) : null };
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
  sends: readonly CountRow[],
  conversions: readonly ConversionSeriesRow[],
): CampaignStats["series"] {
  const byTime = Map.groupBy(sends, (row) => row.time?.toISOString() ?? "");
  byTime.delete("");
  const times = new Set([...byTime.keys(), ...conversions.map((row) => row.time.toISOString())]);
  return [...times].toSorted().map((time) => {
    const rows = byTime.get(time) ?? [];
    const of = (matches: (row: CountRow) => boolean): number =>
      rows.filter(matches).reduce((sum, row) => sum + row.count, 0);
    const reached = conversions.filter((row) => row.time.toISOString() === time && row.goal === 0);
    return {
      time,
      sent: of((row) => row.attempted),
      delivered: of((row) => row.status === "delivered"),
      failed: of((row) => row.status === "failed"),
      aborted: of((row) => row.status === "aborted"),
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
  const definition = await sentDefinition(campaign);
  const goals = definition.conversions.map((_conversion, goal) => goal);
  return Array.from({ length: query.length }, (_, index) => {
    const time = new Date((firstDay + index) * DAY_MS);
    const ofDay = rows.filter((row) => row.time.getTime() === time.getTime());
    return {
      time: time.toISOString().slice(0, 10),
      messages: {
        webhook: definition.variations.map((variation) => {
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

function total(rows: readonly SeriesRow[], field: "sent" | "delivered" | "errors" | "recipients"): number {
  return rows.reduce((sum, row) => sum + row[field], 0);
}
