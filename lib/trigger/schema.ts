/** How a campaign is started: the `delivery` block, re-eligibility and quiet hours. */
import { z } from "zod";
import { type ProblemKey, problemText, type WordValues } from "#lib/i18n/problem-words.ts";
import { propertyFiltersSchema } from "#lib/segment/schema.ts";
import { isTimeZone, parseWallDateTime } from "./wall-clock.ts";

type Refinement = z.core.$RefinementCtx;

type RuleKey = Extract<ProblemKey, `delivery_rules.${string}`>;

function problem(ctx: Refinement, path: PropertyKey[], key: RuleKey, values: WordValues = {}): void {
  const { message, hint, words } = problemText(key, values);
  ctx.addIssue({ code: "custom", path, message, params: { code: "invalid_delivery", hint, words } });
}

export const WEEKDAYS = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const MAX_DELAY_SECONDS = 2 * 366 * 86_400;

/** A duration; fractions of a second are allowed. */
export const secondsSchema = z
  .number()
  .min(0, "A delay is not negative.")
  .max(MAX_DELAY_SECONDS, `A delay is at most ${MAX_DELAY_SECONDS / 86_400} days.`);
/** "09:00" or "09:00:30" on a wall clock. */
export const timeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, {
  error: 'This is not a time of day. Write it like "09:00".',
});
export const timeZoneSchema = z.string().refine(isTimeZone, {
  error: 'This is not a time zone. Use an IANA name like "Europe/Paris".',
});
const instantSchema = z.iso.datetime({
  offset: true,
  error: 'This is not a moment. Write it like "2026-01-31T09:00:00Z".',
});
const eventName = z.string().min(1).max(255);
const filters = propertyFiltersSchema.optional();

const triggersOver = <Name extends z.ZodType<string>, Id extends z.ZodType<string>>(name: Name, id: Id) =>
  z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("custom_event"), event: name, filters }),
    z.strictObject({
      type: z.literal("purchase"),
      product_id: z.string().min(1).max(255).optional(),
      filters,
    }),
    z.strictObject({
      type: z.literal("attribute_change"),
      /** Dotted names reach into nested attributes. */
      attribute: name,
      /** Any change when left out. */
      to: z.json().optional(),
      from: z.json().optional(),
    }),
    z.strictObject({ type: z.literal("segment_entry"), segment_id: id }),
    z.strictObject({
      type: z.literal("campaign_received"),
      campaign_id: id,
      outcome: z.enum(["delivered", "failed", "aborted", "control"]).optional(),
    }),
  ]);

export const triggerSchema = triggersOver(eventName, z.uuid());
/** While it is written it may not name anything yet. */
export const draftTriggerSchema = triggersOver(z.string().max(255), z.union([z.literal(""), z.uuid()]));
export type Trigger = z.infer<typeof triggerSchema>;

export const exceptionEventSchema = z
  .strictObject({
    type: z.enum(["custom_event", "purchase"]).optional(),
    event: eventName.optional(),
    product_id: z.string().min(1).max(255).optional(),
    filters,
  })
  .superRefine((exception, ctx) => {
    if (exception.type !== "purchase" && exception.event === undefined) {
      problem(ctx, ["event"], "delivery_rules.exception_without_event");
    }
  });
export type ExceptionEvent = z.infer<typeof exceptionEventSchema>;

const DELAY_KINDS = ["seconds", "days", "weekday", "time_of_day", "until", "attribute"] as const;

/** Exactly one of seconds, days (calendar), weekday, time_of_day, until, attribute says when; the rest refines it. */
export const delaySchema = z
  .strictObject({
    seconds: secondsSchema.optional(),
    /** In so many calendar days, at `time`. 0 is today. */
    days: z.int().min(0).max(730).optional(),
    /** The next such weekday at `time`; the same weekday means a week later. */
    weekday: z.enum(WEEKDAYS).optional(),
    /** The next time the clock shows this. */
    time_of_day: timeOfDaySchema.optional(),
    until: instantSchema.optional(),
    /** The date kept in this attribute of the person, moved by `offset_seconds`, at `time` if given. */
    attribute: z.string().min(1).max(255).optional(),
    offset_seconds: z.number().min(-MAX_DELAY_SECONDS).max(MAX_DELAY_SECONDS).optional(),
    time: timeOfDaySchema.optional(),
    /** On the person's clock (default), otherwise on that of `time_zone` or the workspace. */
    in_local_time: z.boolean().optional(),
    time_zone: timeZoneSchema.optional(),
  })
  .superRefine((delay, ctx) => {
    const given = DELAY_KINDS.filter((kind) => delay[kind] !== undefined);
    if (given.length !== 1) {
      problem(ctx, [], given.length === 0 ? "delivery_rules.delay_empty" : "delivery_rules.delay_unclear", {
        kinds: DELAY_KINDS.join(", "),
      });
    }
    if ((delay.days !== undefined || delay.weekday !== undefined) && delay.time === undefined) {
      problem(ctx, ["time"], "delivery_rules.no_time");
    }
    if (delay.offset_seconds !== undefined && delay.attribute === undefined) {
      problem(ctx, ["offset_seconds"], "delivery_rules.offset_without_attribute");
    }
  });
export type Delay = z.infer<typeof delaySchema>;

/** Only sends that fall inside count. */
export const windowSchema = z
  .strictObject({ start: instantSchema.nullish(), end: instantSchema.nullish() })
  .superRefine((window, ctx) => {
    if (window.start && window.end && Date.parse(window.start) >= Date.parse(window.end)) {
      problem(ctx, ["end"], "delivery_rules.window_ends_first");
    }
  });

/** The part of the day in which messages may go; `start` after `end` spans midnight. */
export const timeFrameSchema = z
  .strictObject({
    start: timeOfDaySchema,
    end: timeOfDaySchema,
    /** Drop what falls outside, or send it when the frame opens next. */
    otherwise: z.enum(["drop", "next_available"]).optional(),
    in_local_time: z.boolean().optional(),
    time_zone: timeZoneSchema.optional(),
  })
  .superRefine((frame, ctx) => {
    if (frame.start === frame.end) problem(ctx, ["end"], "delivery_rules.time_frame_empty");
  });
export type TimeFrame = z.infer<typeof timeFrameSchema>;

/** Nothing goes to a person at these hours of their day. */
export const quietHoursSchema = z
  .strictObject({
    start: timeOfDaySchema,
    end: timeOfDaySchema,
    action: z.enum(["abort", "defer"]),
  })
  .superRefine((quiet, ctx) => {
    if (quiet.start === quiet.end) {
      problem(ctx, ["end"], "delivery_rules.quiet_hours_empty");
    }
  });
export type QuietHours = z.infer<typeof quietHoursSchema>;

const MAX_RE_ELIGIBILITY_SECONDS = 720 * 86_400;

export const reEligibilitySchema = z
  .strictObject({
    allowed: z.boolean(),
    after_seconds: z.number().min(0).max(MAX_RE_ELIGIBILITY_SECONDS).optional(),
    /** Whole days on the person's calendar instead of seconds: 1 is "tomorrow, at any time". */
    after_calendar_days: z.int().min(0).max(720).optional(),
  })
  .superRefine((rule, ctx) => {
    if (rule.after_seconds !== undefined && rule.after_calendar_days !== undefined) {
      problem(ctx, ["after_calendar_days"], "delivery_rules.wait_twice");
    }
  });
export type ReEligibility = z.infer<typeof reEligibilitySchema>;

const actionDelivery = z
  .strictObject({
    type: z.literal("action"),
    /** Short for one trigger of type custom_event with `filters`. */
    event: eventName.optional(),
    filters,
    /** Any one of them fires. */
    triggers: z.array(triggerSchema).min(1).max(20).optional(),
    delay_seconds: secondsSchema.optional(),
    delay: delaySchema.optional(),
    exception_events: z.array(exceptionEventSchema).max(20).optional(),
    window: windowSchema.optional(),
    time_frame: timeFrameSchema.optional(),
    quiet_hours: quietHoursSchema.optional(),
    /** Check the audience again when a delayed message is due (default true). */
    recheck_audience: z.boolean().optional(),
    /** Judge the audience as it was before the event (default) or with the event applied. */
    audience_at: z.enum(["before_event", "after_event"]).optional(),
  })
  .superRefine((delivery, ctx) => checkAction(delivery, ctx));

/** What no list of fields can say about an action. */
export function checkAction(delivery: ActionShape, ctx: Refinement): void {
  if ((delivery.event === undefined) === (delivery.triggers === undefined)) {
    const both = delivery.event !== undefined;
    problem(
      ctx,
      [both ? "triggers" : "event"],
      both ? "delivery_rules.trigger_twice" : "delivery_rules.no_trigger",
    );
  }
  if (delivery.triggers !== undefined && delivery.filters !== undefined) {
    problem(ctx, ["filters"], "delivery_rules.filters_of_which");
  }
  if (delivery.delay !== undefined && delivery.delay_seconds !== undefined) {
    problem(ctx, ["delay_seconds"], "delivery_rules.delay_twice");
  }
  checkDelayUse(delivery, ctx);
}

function checkDelayUse(delivery: ActionShape, ctx: Refinement): void {
  const seconds = delivery.delay_seconds ?? delivery.delay?.seconds ?? 0;
  const { start, end } = delivery.window ?? {};
  if (start && end && seconds * 1_000 > Date.parse(end) - Date.parse(start)) {
    problem(ctx, ["window", "end"], "delivery_rules.delay_beyond_window");
  }
}

interface ActionShape {
  event?: string | undefined;
  filters?: unknown;
  triggers?: unknown;
  delay?: Delay | undefined;
  delay_seconds?: number | undefined;
  window?: { start?: string | null | undefined; end?: string | null | undefined } | undefined;
}

const FREQUENCIES = ["once", "daily", "weekly", "monthly"] as const;

const wallOrInstant = z.string().refine((text) => parseWallDateTime(text) !== null, {
  error: 'This is not a date and time. Write "2026-01-31T09:00", with an offset or Z for a fixed moment.',
});

export const scheduledDelivery = z
  .strictObject({
    type: z.literal("scheduled"),
    /** "launch", a fixed moment (with offset), or a wall-clock time in `time_zone` or the person's zone. */
    start: z.union([z.literal("launch"), wallOrInstant]),
    frequency: z.enum(FREQUENCIES).optional(),
    /** Every second day, every third week, … */
    interval: z.int().min(1).max(100).optional(),
    weekdays: z.array(z.enum(WEEKDAYS)).min(1).max(7).optional(),
    /** 29 to 31 fall back to the last day of a shorter month. */
    day_of_month: z.int().min(1).max(31).optional(),
    time: timeOfDaySchema.optional(),
    in_local_time: z.boolean().optional(),
    time_zone: timeZoneSchema.optional(),
    /** Last moment (or whole day) that still counts. */
    until: wallOrInstant.nullish(),
    quiet_hours: quietHoursSchema.optional(),
  })
  .superRefine((schedule, ctx) => checkSchedule(schedule, ctx));

function checkSchedule(schedule: z.infer<typeof scheduledDelivery>, ctx: Refinement): void {
  const frequency = schedule.frequency ?? "once";
  if (schedule.weekdays && frequency !== "weekly") {
    problem(ctx, ["weekdays"], "delivery_rules.weekdays_not_weekly");
  }
  if (schedule.day_of_month !== undefined && frequency !== "monthly") {
    problem(ctx, ["day_of_month"], "delivery_rules.day_not_monthly");
  }
  const start = schedule.start === "launch" ? null : parseWallDateTime(schedule.start);
  if (schedule.in_local_time && start?.offsetMinutes != null) {
    problem(ctx, ["start"], "delivery_rules.local_with_offset");
  }
  if (schedule.in_local_time && schedule.start === "launch" && schedule.time === undefined) {
    problem(ctx, ["time"], "delivery_rules.local_without_time");
  }
  if (frequency === "once" && schedule.until) {
    problem(ctx, ["until"], "delivery_rules.once_until");
  }
}

/** The `delivery` block of a campaign and the `entry` of a canvas. */
export const deliverySchema = z.discriminatedUnion("type", [
  actionDelivery,
  scheduledDelivery,
  z.strictObject({ type: z.literal("api_trigger") }),
]);
export type DeliveryBlock = z.infer<typeof deliverySchema>;
export type ActionDelivery = Extract<DeliveryBlock, { type: "action" }>;
export type ScheduledDelivery = Extract<DeliveryBlock, { type: "scheduled" }>;

/** The triggers of an action delivery, whichever way they were written. */
export function triggersOf(delivery: ActionDelivery): Trigger[] {
  if (delivery.triggers) return delivery.triggers;
  if (delivery.event === undefined) return [];
  return [
    {
      type: "custom_event",
      event: delivery.event,
      ...(delivery.filters ? { filters: delivery.filters } : {}),
    },
  ];
}

/** The delay of an action delivery, whichever way it was written; null means at once. */
export function delayOf(delivery: ActionDelivery): Delay | null {
  if (delivery.delay) return delivery.delay.seconds === 0 ? null : delivery.delay;
  return delivery.delay_seconds ? { seconds: delivery.delay_seconds } : null;
}
