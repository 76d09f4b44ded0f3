/** One setting of a campaign in words, one statement a line, so that two versions compare line by line. */
import type { useTranslations } from "next-intl";
import { formatDateTime, formatDuration } from "#components/ui/format-time.ts";
import type { CampaignDefinition } from "#lib/campaign/schema.ts";
import type { SettingField } from "#lib/campaign/version-diff.ts";
import type { Say } from "#lib/i18n/english.ts";
import { describeLines, describeProperty, type NameLookup } from "#lib/segment/describe.ts";
import type { PropertyFilter } from "#lib/segment/filter.ts";
import {
  type ActionDelivery,
  type Delay,
  delayOf,
  type ScheduledDelivery,
  type Trigger,
  triggersOf,
} from "#lib/trigger/schema.ts";
import { instantOfParsed, parseWallDateTime } from "#lib/trigger/wall-clock.ts";

/** Of the messages in `versions.words`. */
export type Translate = ReturnType<typeof useTranslations>;

/** `say` words the rules of audiences; moments are said in `timeZone`, that of the workspace. */
export type Words = { t: Translate; locale: string; timeZone: string; names: NameLookup; say: Say };

type Settings = Pick<CampaignDefinition, SettingField>;

/** Lines for one setting; what is switched off says so, it never comes out empty. */
export function settingWords(words: Words, definition: Settings, field: SettingField): string[] {
  return SAY[field](words, definition);
}

const duration = ({ locale }: Words, seconds: number): string => formatDuration(seconds * 1_000, locale);

/** A moment on the workspace's clock; a time without an offset as it is written. */
function moment({ locale, timeZone }: Pick<Words, "locale" | "timeZone">, text: string): string {
  const parsed = parseWallDateTime(text);
  if (!parsed || parsed.offsetMinutes === null) return text.replace("T", " ");
  return formatDateTime(instantOfParsed(parsed, timeZone), locale, timeZone);
}

const SAY: Record<SettingField, (words: Words, settings: Settings) => string[]> = {
  name: (_, { name }) => [name],
  description: ({ t }, { description }) => (description === "" ? [t("none")] : description.split("\n")),
  tags: ({ t }, { tags }) => (tags.length === 0 ? [t("none")] : [...tags]),
  audience: ({ names, say }, { audience }) => describeLines(audience, names, say),
  delivery: (words, { delivery }) => {
    if (delivery.type === "api_trigger") return [words.t("byApi")];
    return delivery.type === "action" ? actionLines(words, delivery) : scheduleLines(words, delivery);
  },
  re_eligibility: (words, { re_eligibility: rule }) => {
    if (!rule.allowed) return [words.t("onceOnly")];
    if (rule.after_calendar_days) return [words.t("againAfterDays", { count: rule.after_calendar_days })];
    if (!rule.after_seconds) return [words.t("again")];
    return [words.t("againAfter", { time: duration(words, rule.after_seconds) })];
  },
  rate_limit: ({ t }, { rate_limit: { per_minute: count } }) => [
    count === null ? t("unlimited") : t("perMinute", { count }),
  ],
  quiet_hours: ({ t }, { quiet_hours: quiet }) => [
    quiet === null ? t("noQuiet") : t("quiet", { start: quiet.start, end: quiet.end, action: quiet.action }),
  ],
  frequency_cap: (words, { frequency_cap: cap }) => [
    cap === null
      ? words.t("noCap")
      : words.t("cap", { count: cap.max, time: duration(words, cap.within_seconds) }),
  ],
  user_cap: ({ t }, { user_cap: cap }) => {
    const lines = [
      cap?.total ? t("peopleInAll", { count: cap.total }) : null,
      cap?.per_run ? t("peoplePerRun", { count: cap.per_run }) : null,
    ].filter((line) => line !== null);
    return lines.length === 0 ? [t("noPeopleCap")] : lines;
  },
  conversions: (words, { conversions }) =>
    conversions.length === 0
      ? [words.t("noGoal")]
      : conversions.map((goal, index) =>
          words.t("goal", {
            number: index + 1,
            what: withFilters(words, goal.event ?? goal.product_id ?? words.t("purchase"), goal.filters),
            time: duration(words, goal.window_seconds),
          }),
        ),
  winner_selection: ({ t }, { winner_selection: selection }) =>
    selection === null
      ? [t("noWinner")]
      : [
          t("winner", {
            held: selection.held_percentage,
            hours: selection.decide_after_hours,
            without: selection.without_winner,
          }),
        ],
  retry: (words, { retry }) => [
    words.t("timeout", { time: duration(words, retry.timeout_ms / 1_000) }),
    words.t("retries", { waits: waits(words, retry.schedule_seconds) }),
    words.t("unreachable", { waits: waits(words, retry.unreachable_schedule_seconds) }),
  ],
  outcome_rules: ({ t }, { outcome_rules: rules }) =>
    rules.length === 0
      ? [t("noRules")]
      : rules.map((rule) =>
          t("rule", {
            status: rule.no_answer ? t("noAnswer") : [rule.status ?? t("anyStatus")].flat().join(", "),
            body: rule.body ? ` (${rule.body.path} ${bodyTest(rule.body)})` : "",
            outcome: t(`outcomes.${rule.outcome}`),
          }),
        ),
};

function waits(words: Words, seconds: readonly number[]): string {
  return seconds.length === 0 ? words.t("none") : seconds.map((item) => duration(words, item)).join(", ");
}

function bodyTest(body: {
  equals?: unknown;
  contains?: string | undefined;
  exists?: boolean | undefined;
}): string {
  if (body.exists !== undefined) return body.exists ? "✓" : "✗";
  return body.contains === undefined ? `= ${JSON.stringify(body.equals)}` : `∋ ${body.contains}`;
}

function withFilters({ say }: Words, what: string, filters: readonly PropertyFilter[] | undefined): string {
  return filters?.length
    ? `${what} (${filters.map((filter) => describeProperty(filter, say)).join(" & ")})`
    : what;
}

function actionLines(words: Words, delivery: ActionDelivery): string[] {
  const { t } = words;
  const delay = delayOf(delivery);
  const { window, time_frame: frame } = delivery;
  return [
    ...triggersOf(delivery).map((trigger) => t("when", { event: triggerWords(words, trigger) })),
    delay === null ? t("atOnce") : t("delay", { delay: delayWords(words, delay) }),
    ...(delivery.exception_events ?? []).map((exception) =>
      t("unless", { event: withFilters(words, exception.event ?? t("purchase"), exception.filters) }),
    ),
    ...(window?.start ? [t("windowStart", { at: moment(words, window.start) })] : []),
    ...(window?.end ? [t("windowEnd", { at: moment(words, window.end) })] : []),
    ...(frame
      ? [t("frame", { start: frame.start, end: frame.end, otherwise: frame.otherwise ?? "drop" })]
      : []),
    ...(delivery.quiet_hours ? [t("quiet", { ...delivery.quiet_hours })] : []),
    ...(delivery.recheck_audience === false ? [t("noRecheck")] : []),
    ...(delivery.audience_at === "after_event" ? [t("afterEvent")] : []),
  ];
}

function triggerWords(words: Words, trigger: Trigger): string {
  const { t, names } = words;
  switch (trigger.type) {
    case "custom_event":
      return withFilters(words, trigger.event, trigger.filters);
    case "purchase":
      return withFilters(words, trigger.product_id ?? t("purchase"), trigger.filters);
    case "attribute_change":
      return t("attributeChange", { attribute: trigger.attribute });
    case "segment_entry":
      return t("segmentEntry", { segment: names.segment?.(trigger.segment_id) ?? trigger.segment_id });
    case "campaign_received":
      return t("received", { campaign: names.campaign?.(trigger.campaign_id) ?? trigger.campaign_id });
  }
}

function delayWords(words: Words, delay: Delay): string {
  const { t } = words;
  const time = delay.time ?? "";
  if (delay.seconds !== undefined) return duration(words, delay.seconds);
  if (delay.days !== undefined) return t("delayDays", { count: delay.days, time });
  if (delay.weekday !== undefined)
    return t("delayWeekday", { weekday: t(`weekdays.${delay.weekday}`), time });
  if (delay.time_of_day !== undefined) return t("delayTime", { time: delay.time_of_day });
  if (delay.until !== undefined) return t("delayUntil", { at: moment(words, delay.until) });
  return t("delayAttribute", { attribute: delay.attribute ?? "", time });
}

/** When a scheduled campaign runs, one statement a line. */
export function scheduleLines(
  { t, locale, timeZone }: Pick<Words, "t" | "locale" | "timeZone">,
  schedule: ScheduledDelivery,
): string[] {
  const zone = schedule.time_zone ?? timeZone;
  const at = moment({ locale, timeZone: zone }, schedule.start);
  const start = schedule.start === "launch" ? t("atLaunch") : t("startsAt", { at });
  return [
    t("frequency", { frequency: schedule.frequency ?? "once", interval: schedule.interval ?? 1 }),
    start,
    ...(schedule.weekdays
      ? [t("onDays", { days: schedule.weekdays.map((day) => t(`weekdays.${day}`)).join(", ") })]
      : []),
    ...(schedule.day_of_month ? [t("dayOfMonth", { day: schedule.day_of_month })] : []),
    ...(schedule.time ? [t("atTime", { time: schedule.time })] : []),
    schedule.in_local_time ? t("localTime") : t("zone", { zone }),
    ...(schedule.until ? [t("until", { at: schedule.until })] : []),
    ...(schedule.quiet_hours ? [t("quiet", { ...schedule.quiet_hours })] : []),
  ];
}
