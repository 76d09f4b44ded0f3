/** Numbers of a campaign: what became of its deliveries, who did not get it, and what it led to. */
import { z } from "zod";
import { wordsSchema } from "#lib/i18n/problem-words.ts";

const counts = z.record(z.string(), z.int());
const moment = z.iso.datetime();
const interval = z.object({ rate: z.number(), low: z.number(), high: z.number() });

const conversionStats = z.object({
  /** Position in the campaign's conversions; 0 is the primary one. */
  goal: z.int(),
  /** Name of the event, "purchase", or the product. */
  name: z.string(),
  /** Conditions on the properties of the event. */
  filters: z.array(z.unknown()),
  /** People who reached it within its window. */
  count: z.int(),
  /** Share of the people who received (or were held out), with its 95 % interval (Wilson). */
  interval,
  /** Against the control group, when there is one (Newcombe); significant when the interval leaves out zero. */
  versus_control: z
    .object({ difference: z.number(), low: z.number(), high: z.number(), significant: z.boolean() })
    .nullable(),
});

export const variationStatsSchema = z.object({
  message_variation_id: z.string(),
  name: z.string(),
  control: z.boolean(),
  percentage: z.number(),
  /** People it was meant for: receivers, or those held out. */
  people: z.int(),
  sent: z.int(),
  delivered: z.int(),
  failed: z.int(),
  aborted: z.int(),
  by_status: counts,
  conversions: z.array(conversionStats),
});
export type VariationStats = z.output<typeof variationStatsSchema>;

export const runViewSchema = z.object({
  run_id: z.string(),
  scheduled_for: moment,
  /** pending, running, paused, finished, stopped */
  status: z.string(),
  /** People who match, counted at the start; null before that. */
  expected_count: z.int().nullable(),
  enqueued_count: z.int(),
  /** Matched but not sent to: re-eligibility, control group, caps, or their local time is over. */
  skipped_count: z.int(),
  /** 0 to 1; null when it is not known yet. */
  progress: z.number().nullable(),
  /** People worked off per second, since the start. */
  per_second: z.number().nullable(),
  estimated_end_at: moment.nullable(),
  started_at: moment.nullable(),
  finished_at: moment.nullable(),
});
export type RunView = z.output<typeof runViewSchema>;
export const runListSchema = z.object({ runs: z.array(runViewSchema) });

export const FUNNEL_STEPS = ["triggered", "audience", "caps", "not_aborted", "sent", "delivered"] as const;

/** What may be said about the primary conversion, and nothing beyond that. */
export const verdictSchema = z.discriminatedUnion("kind", [
  /** No goal, or nothing to compare with. */
  z.object({ kind: z.literal("none") }),
  /** At least `people` in each group and `conversions` in one of them are needed. */
  z.object({ kind: z.literal("too_few"), people: z.int(), conversions: z.int() }),
  /** Too many messages wait for a fair comparison with the control group. */
  z.object({ kind: z.literal("still_sending"), waiting: z.int() }),
  z.object({ kind: z.literal("no_difference") }),
  z.object({ kind: z.literal("winner"), name: z.string(), rate: z.number() }),
  /** The best variation that differs from the control group beyond doubt; the difference is in shares of one. */
  z.object({ kind: z.literal("beats_control"), name: z.string(), low: z.number(), high: z.number() }),
  z.object({ kind: z.literal("loses_to_control"), name: z.string(), low: z.number(), high: z.number() }),
]);
export type Verdict = z.output<typeof verdictSchema>;

const winnerViewSchema = z.object({
  /** waiting, decided or cancelled: by a stop, or by a launch of something newer. */
  status: z.enum(["waiting", "decided", "cancelled"]),
  /** Per cent of the audience that waits, or waited. */
  held_percentage: z.int(),
  decide_at: moment,
  decided_at: moment.nullable(),
  /** significant, too_few or no_difference; null before the decision. */
  reason: z.enum(["significant", "too_few", "no_difference"]).nullable(),
  /** What those who waited get; null before the decision, and when nothing more is sent. */
  message_variation_id: z.string().nullable(),
  /** What each variation had achieved when it was decided. */
  tested: z.array(
    z.object({
      message_variation_id: z.string(),
      name: z.string(),
      people: z.int(),
      conversions: z.int(),
    }),
  ),
  /** The run that sends it. */
  run_id: z.string().nullable(),
});
export type WinnerView = z.output<typeof winnerViewSchema>;

export const campaignStatsSchema = z.object({
  campaign_id: z.string(),
  total: z.int(),
  sent: z.int(),
  /** Deliveries by status: pending, held, retrying, delivered, failed, aborted, cancelled. */
  by_status: counts,
  /** Failed, aborted, held and cancelled deliveries by reason. */
  by_reason: counts,
  failed_by_reason: counts,
  held_by_reason: counts,
  aborted_by_reason: counts,
  by_variation: z.array(variationStatsSchema),
  /** The variation whose primary conversion beats every other one beyond doubt; null without one. */
  winner: z.string().nullable(),
  /** How the winner for those who wait is chosen, or was; null without such a selection. */
  winner_selection: winnerViewSchema.nullable(),
  /** Deliveries that are not finished. */
  waiting: z.int(),
  pace: z.object({
    /** First attempts in the last minute. */
    per_minute: z.int(),
    /** At most so many, as set; null without a limit. */
    limit: z.int().nullable(),
    /** When what waits will have been sent at this pace; null when nothing waits, nothing moves, or it is paused. */
    estimated_end_at: moment.nullable(),
  }),
  /** What the primary conversion says about the variations. */
  verdict: verdictSchema,
  /** Milliseconds of the latest requests; null before the first. */
  latency_ms: z.object({ p50: z.number(), p95: z.number() }).nullable(),
  by_host: z.array(
    z.object({ host: z.string(), delivered: z.int(), failed: z.int(), waiting: z.int(), aborted: z.int() }),
  ),
  /** From those who fired it to those who have it; every step is at most the one before. */
  funnel: z.array(z.object({ step: z.enum(FUNNEL_STEPS), count: z.int() })),
  /** People who did not get it, by reason. */
  not_sent: counts,
  series: z.array(
    z.object({
      time: moment,
      sent: z.int(),
      delivered: z.int(),
      failed: z.int(),
      aborted: z.int(),
      conversions: z.int(),
    }),
  ),
  runs: z.array(runViewSchema),
});
export type CampaignStats = z.output<typeof campaignStatsSchema>;

const MAX_RANGE_MS = 400 * 86_400_000;

export const statsQuerySchema = z
  .object({
    unit: z.enum(["hour", "day"]).default("hour"),
    /** Points of the series, back from now. */
    length: z.coerce.number().int().min(1).max(100).default(24),
    /** Counts only what was created from here on; the series then covers this stretch. */
    since: z.iso.datetime({ offset: true }).optional(),
    until: z.iso.datetime({ offset: true }).optional(),
  })
  .superRefine(({ since, until }, ctx) => {
    if (since === undefined) return;
    const span = (until === undefined ? Date.now() : Date.parse(until)) - Date.parse(since);
    if (until !== undefined && span <= 0)
      ctx.addIssue({ code: "custom", path: ["until"], message: "until must be after since." });
    if (span > MAX_RANGE_MS)
      ctx.addIssue({ code: "custom", path: ["since"], message: "Ask for at most 400 days at once." });
  });
export type StatsQuery = z.output<typeof statsQuerySchema>;

/** Failed deliveries by reason, each with its newest one. */
export const failuresSchema = z.object({
  failures: z.array(
    z.object({
      reason: z.string(),
      count: z.int(),
      sample: z.object({
        delivery_id: z.string(),
        external_user_id: z.string().nullable(),
        host: z.string().nullable(),
        url: z.string().nullable(),
        failed_at: moment.nullable(),
        status_code: z.int().nullable(),
        error_class: z.string().nullable(),
        error_message: z.string().nullable(),
        /** Beginning of what was answered. */
        response: z.string().nullable(),
      }),
    }),
  ),
});
export type Failures = z.output<typeof failuresSchema>;

export const failuresQuerySchema = z.object({
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
});
export type FailuresQuery = z.output<typeof failuresQuerySchema>;

/** How many people a campaign would reach as it stands, and how long that takes. */
export const estimateSchema = z.object({
  /** People the audience holds now. */
  matched: z.int(),
  /** Without those who got it and are not eligible again. */
  reachable: z.int(),
  /** Of those who are left after the caps, how many got it before, at most. */
  again: z.int(),
  /** Everybody who got it so far, in the audience now or not. */
  received: z.int(),
  /** Without those over a frequency cap, and within the cap on people. */
  after_caps: z.int(),
  variations: z.array(
    z.object({
      message_variation_id: z.string(),
      name: z.string(),
      control: z.boolean(),
      people: z.int(),
    }),
  ),
  /** People who wait for the winning variation; the variations above share the others. */
  held_for_winner: z.int(),
  per_minute: z.int().nullable(),
  /** At the messages per minute; null without a limit. */
  minutes: z.number().nullable(),
  /** Beginnings of the next five runs; empty for campaigns without a schedule. */
  next_runs: z.array(moment),
  warnings: z.array(
    z.object({ code: z.string(), message: z.string(), hint: z.string(), words: wordsSchema }),
  ),
});
export type Estimate = z.output<typeof estimateSchema>;

export const explainQuerySchema = z.object({ external_user_id: z.string().min(1).max(255) });

const sentenceSchema = z.object({
  code: z.string(),
  /** Moments are instants; `seconds` and `reason` say in figures and as a code what `time` and the words say. */
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type Sentence = z.output<typeof sentenceSchema>;

const ruleVerdictSchema = z.object({
  rule: z.enum([
    "campaign",
    "trigger",
    "audience",
    "variation",
    "re_eligibility",
    "quiet_hours",
    "frequency_cap",
    "user_cap",
  ]),
  verdict: z.enum(["pass", "fail", "info"]),
  /** What was found, in words. */
  fact: z.string(),
  details: z.array(z.string()),
  /** The same as messages of `why.json` with their values, for those who word them in another language. */
  sentences: z.array(sentenceSchema),
  /** The rules of the audience that keep the person out, each with the fact behind it; names of what they refer to. */
  failing: z.array(z.object({ filter: z.unknown(), fact: z.unknown() })),
  names: z.record(z.string(), z.string()),
});
export type RuleVerdict = z.output<typeof ruleVerdictSchema>;

/** "Why did, or didn't, X get this?": each rule with its verdict and the fact behind it, judged now. */
export const campaignExplainSchema = z.object({
  campaign_id: z.string(),
  external_user_id: z.string(),
  /** What became of it last: received, waiting, not_sent, or nothing at all. */
  outcome: z.enum(["received", "waiting", "not_sent", "nothing"]),
  rules: z.array(ruleVerdictSchema),
  deliveries: z.array(
    z.object({
      delivery_id: z.string(),
      status: z.string(),
      reason: z.string().nullable(),
      created_at: moment,
    }),
  ),
  /** Recorded reasons why this person did not get it, the latest first. */
  decisions: z.array(z.object({ reason: z.string(), event_id: z.string().nullable(), decided_at: moment })),
});
export type CampaignExplain = z.output<typeof campaignExplainSchema>;

export const dataSeriesQuerySchema = z.object({
  campaign_id: z.string().min(1),
  length: z.coerce.number().int().min(1).max(100).default(14),
  ending_at: z.iso.datetime({ offset: true }).optional(),
});
export const sendSeriesQuerySchema = dataSeriesQuerySchema.extend({ send_id: z.string().min(1) });
export type DataSeriesQuery = z.output<typeof dataSeriesQuerySchema> & { send_id?: string | undefined };

export const brazeListQuerySchema = z.object({
  page: z.coerce.number().int().min(0).max(100_000).default(0),
  include_archived: z.stringbool().default(false),
  sort_direction: z.enum(["asc", "desc"]).default("asc"),
  "last_edit.time[gt]": z.iso.datetime({ offset: true }).optional(),
});
export type BrazeListQuery = z.output<typeof brazeListQuerySchema>;
