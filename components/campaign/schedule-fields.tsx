"use client";

import { Checkbox, Group, List, NumberInput, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { useSession } from "#components/shell/session.tsx";
import { formatDateTime } from "#components/ui/format-time.ts";
import { type PlannedRun, upcomingRuns } from "#lib/trigger/schedule.ts";
import { deliverySchema, type ScheduledDelivery, WEEKDAYS, type Weekday } from "#lib/trigger/schema.ts";
import { inAnHour, toClockInput } from "./clock-input.ts";
import { startingAt, withLocalTime } from "./schedule-edits.ts";
import { ZoneSelect } from "./zone-select.tsx";

const FREQUENCIES = ["once", "daily", "weekly", "monthly"] as const;
const SHOWN_RUNS = 5;

type ScheduleFieldsProps = { value: ScheduledDelivery; onChange: (delivery: ScheduledDelivery) => void };

/** When a scheduled campaign runs, and the next runs that follow from it. */
export function ScheduleFields({ value, onChange }: ScheduleFieldsProps) {
  const t = useTranslations("plan.schedule");
  const frequency = value.frequency ?? "once";
  const clock = useTranslations("plan.clock");
  const zone = useZone(value);
  const atLaunch = value.start === "launch";
  return (
    <Stack gap="md" data-field="delivery.">
      <Group align="flex-end" gap="xs">
        <Select
          label={t("frequency")}
          data={FREQUENCIES.map((name) => ({ value: name, label: t(`frequencies.${name}`) }))}
          value={frequency}
          onChange={(next) => next && onChange(withFrequency(value, next as (typeof FREQUENCIES)[number]))}
          allowDeselect={false}
          w={180}
        />
        {frequency === "once" ? null : (
          <NumberInput
            label={t("interval")}
            min={1}
            max={100}
            allowDecimal={false}
            suffix={t(`units.${frequency}`, { count: value.interval ?? 1 })}
            value={value.interval ?? 1}
            onChange={(next) => typeof next === "number" && onChange({ ...value, interval: next })}
            w={110}
          />
        )}
        {atLaunch || value.time !== undefined ? <OptionalTime value={value} onChange={onChange} /> : null}
        {frequency === "monthly" ? (
          <NumberInput
            label={t("dayOfMonth")}
            min={1}
            max={31}
            allowDecimal={false}
            value={value.day_of_month ?? 1}
            onChange={(next) => typeof next === "number" && onChange({ ...value, day_of_month: next })}
            w={130}
          />
        ) : null}
      </Group>
      {value.in_local_time ? null : (
        <ZoneSelect
          value={value.time_zone}
          onChange={(chosen) => {
            const { time_zone: _old, ...rest } = value;
            onChange(chosen ? { ...rest, time_zone: chosen } : rest);
          }}
        />
      )}
      {frequency === "weekly" ? <Weekdays value={value} onChange={onChange} /> : null}
      <Switch
        label={t("local")}
        description={t("localText")}
        checked={value.in_local_time === true}
        onChange={(event) => onChange(withLocalTime(value, event.currentTarget.checked, zone))}
      />
      <Group align="flex-end" gap="xs">
        <Switch
          label={t("atLaunch")}
          checked={atLaunch}
          onChange={(event) =>
            onChange(
              startingAt(value, event.currentTarget.checked ? "launch" : inAnHour(new Date(), zone), zone),
            )
          }
        />
        {atLaunch ? null : (
          <TextInput
            type="datetime-local"
            label={t("start")}
            description={value.in_local_time ? t("theirClock") : clock("in", { zone })}
            inputWrapperOrder={["label", "input", "description", "error"]}
            value={toClockInput(value.start, zone)}
            onChange={(event) => onChange(startingAt(value, event.currentTarget.value, zone))}
          />
        )}
        {frequency === "once" ? null : (
          <TextInput
            type="date"
            label={t("until")}
            value={toClockInput(value.until, zone).slice(0, 10)}
            onChange={(event) => {
              const { until: _old, ...rest } = value;
              const day = event.currentTarget.value;
              onChange(day === "" ? rest : { ...rest, until: day });
            }}
          />
        )}
      </Group>
      <NextRuns schedule={value} />
    </Stack>
  );
}

/** The zone that the times of a schedule are meant in. */
function useZone({ time_zone: own }: ScheduledDelivery): string {
  const { workspace } = useSession();
  return own ?? workspace.time_zone;
}

function OptionalTime({ value, onChange }: ScheduleFieldsProps) {
  const t = useTranslations("plan.schedule");
  return (
    <TextInput
      type="time"
      label={t("time")}
      value={value.time ?? ""}
      onChange={(event) => {
        const { time: _old, ...rest } = value;
        const time = event.currentTarget.value;
        onChange(time === "" ? rest : { ...rest, time });
      }}
    />
  );
}

function Weekdays({ value, onChange }: ScheduleFieldsProps) {
  const t = useTranslations("plan");
  return (
    <Checkbox.Group
      label={t("schedule.weekdays")}
      value={value.weekdays ?? []}
      onChange={(days) => {
        const { weekdays: _old, ...rest } = value;
        onChange(days.length === 0 ? rest : { ...rest, weekdays: days as Weekday[] });
      }}
    >
      <Group gap="sm" mt={4}>
        {WEEKDAYS.map((day) => (
          <Checkbox key={day} value={day} label={t(`weekdays.${day}`)} />
        ))}
      </Group>
    </Checkbox.Group>
  );
}

function NextRuns({ schedule }: { schedule: ScheduledDelivery }) {
  const t = useTranslations("plan.schedule");
  const locale = useLocale();
  const format = useFormatter();
  const { workspace } = useSession();
  const [now] = useState(() => new Date());
  const zone = useZone(schedule);
  const runs = useMemo(() => {
    if (!deliverySchema.safeParse(schedule).success) return null;
    const context = { launchedAt: now, timeZone: workspace.time_zone };
    return upcomingRuns(schedule, context, new Date(now.getTime() - 1), SHOWN_RUNS);
  }, [schedule, now, workspace.time_zone]);
  if (runs === null) return null;
  return (
    <div aria-live="polite">
      <Text size="sm" fw={550}>
        {t("nextRuns", { count: runs.length })}
      </Text>
      <List size="sm">
        {runs.map((run) => (
          <List.Item key={run.at.toISOString()}>
            {run.wall
              ? t("onTheirClock", { time: format.dateTime(wallInstant(run.wall), WALL) })
              : formatDateTime(run.at, locale, zone)}
          </List.Item>
        ))}
      </List>
    </div>
  );
}

const WALL = {
  timeZone: "UTC",
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
} as const;

/** A wall clock as if it hung in UTC, to be formatted there. */
function wallInstant({ year, month, day, hour, minute }: NonNullable<PlannedRun["wall"]>): Date {
  return new Date(Date.UTC(year, month - 1, day, hour, minute));
}

/** Fields that belong to another frequency go, so that the schedule stays valid. */
function withFrequency(
  schedule: ScheduledDelivery,
  frequency: (typeof FREQUENCIES)[number],
): ScheduledDelivery {
  const { weekdays: _weekdays, day_of_month: _day, until, interval, ...rest } = schedule;
  if (frequency === "once") return { ...rest, frequency };
  return { ...rest, frequency, ...(until ? { until } : {}), ...(interval ? { interval } : {}) };
}
