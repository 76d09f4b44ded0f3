"use client";

import { Checkbox, Group, JsonInput, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { type StepOf, stepSchema } from "#lib/canvas/step-schema.ts";
import { type Delay, WEEKDAYS, type Weekday } from "#lib/trigger/schema.ts";
import { DurationField } from "./duration-field.tsx";
import { canvasQueries } from "./queries.ts";

type FormProps<Step> = { step: Step; onChange: (step: Step) => void };

const DELAYS: Record<string, Delay> = {
  seconds: { seconds: 86_400 },
  time_of_day: { time_of_day: "09:00", in_local_time: true },
  weekday: { weekday: "monday", time: "09:00", in_local_time: true },
  days: { days: 1, time: "09:00", in_local_time: true },
  attribute: { attribute: "renewal_date" },
  until: { until: "2027-01-01T09:00:00Z" },
};

/** How long to wait, or until when. */
export function DelayForm({ step, onChange }: FormProps<StepOf<"delay">>) {
  const t = useTranslations("journeys");
  const delay: Delay = step.delay ?? { seconds: 0 };
  const kind = Object.keys(DELAYS).find((name) => name in delay) ?? "seconds";
  const set = (next: Delay): void => onChange({ ...step, delay: next });
  return (
    <Stack gap="sm">
      <Select
        label={t("delayKind")}
        data={Object.keys(DELAYS).map((value) => ({ value, label: t(`delays.${value}`) }))}
        value={kind}
        allowDeselect={false}
        onChange={(value) => value && set(DELAYS[value] ?? delay)}
      />
      {delay.seconds === undefined ? null : (
        <DurationField
          label={t("duration")}
          seconds={delay.seconds}
          onChange={(seconds) => set({ seconds })}
        />
      )}
      {delay.weekday === undefined ? null : (
        <Select
          label={t("weekday")}
          data={WEEKDAYS.map((value) => ({ value, label: t(`weekdays.${value}`) }))}
          value={delay.weekday}
          allowDeselect={false}
          onChange={(value) => value && set({ ...delay, weekday: value as Weekday })}
        />
      )}
      {delay.days === undefined ? null : (
        <NumberInput
          label={t("days")}
          min={0}
          max={730}
          allowDecimal={false}
          value={delay.days}
          onChange={(days) => typeof days === "number" && set({ ...delay, days })}
        />
      )}
      {delay.attribute === undefined ? null : (
        <TextInput
          label={t("dateAttribute")}
          description={t("dateAttributeText")}
          value={delay.attribute}
          onChange={(event) => set({ ...delay, attribute: event.currentTarget.value })}
        />
      )}
      {delay.until === undefined ? null : (
        <TextInput
          label={t("until")}
          value={delay.until}
          onChange={(event) => set({ ...delay, until: event.currentTarget.value })}
        />
      )}
      <TimeFields delay={delay} onChange={set} />
    </Stack>
  );
}

function TimeFields({ delay, onChange }: { delay: Delay; onChange: (delay: Delay) => void }) {
  const t = useTranslations("journeys");
  const field = delay.time_of_day === undefined ? "time" : "time_of_day";
  const value = delay[field];
  if (value === undefined) return null;
  return (
    <Group align="flex-end">
      <TextInput
        type="time"
        label={t("time")}
        value={value}
        onChange={(event) =>
          event.currentTarget.value && onChange({ ...delay, [field]: event.currentTarget.value })
        }
      />
      <Checkbox
        mb={8}
        label={t("localTime")}
        checked={delay.in_local_time ?? true}
        onChange={(event) => onChange({ ...delay, in_local_time: event.currentTarget.checked })}
      />
    </Group>
  );
}

/** Attributes to change and events to record, or variables to set, as JSON; texts may be templates. */
export function ValuesForm({ step, onChange }: FormProps<StepOf<"user_update"> | StepOf<"context">>) {
  const t = useTranslations("journeys");
  if (step.type === "context")
    return <JsonValues label={t("variables")} field="set" value={step.set} step={step} onChange={onChange} />;
  return (
    <Stack gap="sm">
      <JsonValues
        label={t("attributes")}
        field="attributes"
        value={step.attributes}
        step={step}
        onChange={onChange}
      />
      <JsonValues label={t("events")} field="events" value={step.events} step={step} onChange={onChange} />
    </Stack>
  );
}

type JsonValuesProps<Kind extends StepOf<"user_update"> | StepOf<"context">> = {
  label: string;
  field: string;
  value: unknown;
  step: Kind;
  onChange: (step: Kind) => void;
};

/** One field of a step as JSON; what is not valid yet stays here and is not stored. */
function JsonValues<Kind extends StepOf<"user_update"> | StepOf<"context">>(props: JsonValuesProps<Kind>) {
  const { label, field, value, step, onChange } = props;
  const t = useTranslations("journeys");
  const [text, setText] = useState(() => JSON.stringify(value, null, 2));
  const [error, setError] = useState<string | null>(null);
  function type(next: string) {
    setText(next);
    try {
      const parsed = stepSchema.safeParse({ ...step, [field]: JSON.parse(next) as unknown });
      setError(parsed.success ? null : (parsed.error.issues[0]?.message ?? null));
      if (parsed.success && parsed.data.type === step.type) onChange(parsed.data as Kind);
    } catch {
      setError(t("notJson"));
    }
  }
  return (
    <JsonInput
      label={label}
      description={t(field === "events" ? "eventsText" : "valuesText")}
      value={text}
      onChange={type}
      error={error}
      autosize
      minRows={field === "events" ? 2 : 4}
      maxRows={20}
      styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
    />
  );
}

/** Which other journey people start from here. */
export function SubJourneyForm({
  step,
  onChange,
  canvasId,
}: FormProps<StepOf<"canvas">> & { canvasId: string }) {
  const t = useTranslations("journeys");
  const query = useQuery(canvasQueries.list({}));
  const others = query.data?.canvases.filter((canvas) => canvas.canvas_id !== canvasId) ?? [];
  return (
    <Stack gap="sm">
      <Select
        label={t("otherJourney")}
        data={others.map((canvas) => ({ value: canvas.canvas_id, label: canvas.name }))}
        value={step.canvas_id ?? null}
        onChange={(canvas_id) => onChange({ ...step, canvas_id })}
        searchable
      />
      <Checkbox
        label={t("waitForIt")}
        checked={step.wait ?? false}
        onChange={(event) => onChange({ ...step, wait: event.currentTarget.checked })}
      />
    </Stack>
  );
}
