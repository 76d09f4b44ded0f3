"use client";

import { Group, NumberInput, Select, Stack, Switch, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { DurationInput } from "#components/ui/duration-input.tsx";
import { type Delay, WEEKDAYS, type Weekday } from "#lib/trigger/schema.ts";
import { MomentInput } from "./moment-input.tsx";

const KINDS = ["none", "seconds", "days", "weekday", "time_of_day", "until", "attribute"] as const;
type Kind = (typeof KINDS)[number];

type DelayFieldsProps = { value: Delay | null; onChange: (delay: Delay | null) => void };

/** How long a message waits after its trigger. */
export function DelayFields({ value, onChange }: DelayFieldsProps) {
  const t = useTranslations("plan.delay");
  const kind = kindOf(value);
  const onClock = kind === "days" || kind === "weekday" || kind === "time_of_day" || kind === "attribute";
  return (
    <Stack gap="xs" data-field="delivery.delay">
      <Group align="flex-end" gap="xs">
        <Select
          label={t("label")}
          data={KINDS.map((name) => ({ value: name, label: t(`kinds.${name}`) }))}
          value={kind}
          onChange={(next) => next && onChange(starter(next as Kind))}
          allowDeselect={false}
          w={240}
        />
        {value ? <KindFields kind={kind} value={value} onChange={onChange} /> : null}
      </Group>
      {value && onClock ? (
        <Switch
          label={t("local")}
          checked={value.in_local_time ?? true}
          onChange={(event) => onChange({ ...value, in_local_time: event.currentTarget.checked })}
        />
      ) : null}
    </Stack>
  );
}

function KindFields({
  kind,
  value,
  onChange,
}: {
  kind: Kind;
  value: Delay;
  onChange: (delay: Delay) => void;
}) {
  const t = useTranslations("plan.delay");
  const days = useTranslations("plan.weekdays");
  const time = (
    <TextInput
      type="time"
      label={t("time")}
      value={value.time ?? ""}
      onChange={(event) => {
        const { time: _old, ...rest } = value;
        const text = event.currentTarget.value;
        onChange(text === "" ? rest : { ...rest, time: text });
      }}
    />
  );
  switch (kind) {
    case "seconds":
      return (
        <DurationInput
          label={t("duration")}
          seconds={value.seconds ?? 0}
          onChange={(seconds) => onChange({ seconds })}
        />
      );
    case "days":
      return (
        <>
          <NumberInput
            label={t("days")}
            min={0}
            max={730}
            allowDecimal={false}
            value={value.days ?? 1}
            onChange={(next) => typeof next === "number" && onChange({ ...value, days: next })}
            w={110}
          />
          {time}
        </>
      );
    case "weekday":
      return (
        <>
          <Select
            label={t("weekday")}
            data={WEEKDAYS.map((day) => ({ value: day, label: days(day) }))}
            value={value.weekday ?? null}
            onChange={(next) => next && onChange({ ...value, weekday: next as Weekday })}
            allowDeselect={false}
            w={150}
          />
          {time}
        </>
      );
    case "time_of_day":
      return (
        <TextInput
          type="time"
          label={t("time")}
          value={value.time_of_day ?? ""}
          onChange={(event) => onChange({ ...value, time_of_day: event.currentTarget.value })}
        />
      );
    case "until":
      return (
        <MomentInput
          label={t("until")}
          value={value.until}
          onChange={(until) => onChange({ ...value, until: until ?? "" })}
        />
      );
    case "attribute":
      return (
        <>
          <TextInput
            label={t("attribute")}
            placeholder="renewal_date"
            value={value.attribute ?? ""}
            onChange={(event) => onChange({ ...value, attribute: event.currentTarget.value })}
          />
          <NumberInput
            label={t("offset")}
            value={(value.offset_seconds ?? 0) / 86_400}
            onChange={(next) =>
              typeof next === "number" && onChange({ ...value, offset_seconds: next * 86_400 })
            }
            w={130}
          />
          {time}
        </>
      );
    default:
      return null;
  }
}

function kindOf(delay: Delay | null): Kind {
  return KINDS.find((kind) => kind !== "none" && delay?.[kind] !== undefined) ?? "none";
}

function starter(kind: Kind): Delay | null {
  switch (kind) {
    case "none":
      return null;
    case "seconds":
      return { seconds: 3_600 };
    case "days":
      return { days: 1, time: "09:00" };
    case "weekday":
      return { weekday: "monday", time: "09:00" };
    case "time_of_day":
      return { time_of_day: "09:00" };
    case "until":
      return { until: "" };
    case "attribute":
      return { attribute: "" };
  }
}
