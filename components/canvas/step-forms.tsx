"use client";

import { Checkbox, Group, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { MomentInput } from "#components/campaign/moment-input.tsx";
import { DurationInput } from "#components/ui/duration-input.tsx";
import type { StepOf } from "#lib/canvas/step-schema.ts";
import { type Delay, WEEKDAYS, type Weekday } from "#lib/trigger/schema.ts";
import { canvasQueries } from "./queries.ts";

type FormProps<Step> = { step: Step; onChange: (step: Step) => void };

const DAY_MS = 86_400_000;

const DELAYS: Record<string, Delay> = {
  seconds: { seconds: 86_400 },
  time_of_day: { time_of_day: "09:00", in_local_time: true },
  weekday: { weekday: "monday", time: "09:00", in_local_time: true },
  days: { days: 1, time: "09:00", in_local_time: true },
  attribute: { attribute: "renewal_date" },
};

const DELAY_KINDS = [...Object.keys(DELAYS), "until"];

function starterDelay(kind: string): Delay | undefined {
  if (kind === "until") return { until: new Date(Math.ceil(Date.now() / DAY_MS + 1) * DAY_MS).toISOString() };
  return DELAYS[kind];
}

const OTHERWISE = ["continue", "exit"] as const;
type Otherwise = (typeof OTHERWISE)[number];

/** How long to wait, or until when. */
export function DelayForm({ step, onChange }: FormProps<StepOf<"delay">>) {
  const t = useTranslations("journeys");
  const delay: Delay = step.delay ?? { seconds: 0 };
  const kind = DELAY_KINDS.find((name) => name in delay) ?? "seconds";
  const set = (next: Delay): void => onChange({ ...step, delay: next });
  return (
    <Stack gap="sm">
      <Select
        label={t("delayKind")}
        data={DELAY_KINDS.map((value) => ({ value, label: t(`delays.${value}`) }))}
        value={kind}
        allowDeselect={false}
        onChange={(value) => value && set(starterDelay(value) ?? delay)}
      />
      {delay.seconds === undefined ? null : (
        <DurationInput
          label={t("duration")}
          seconds={delay.seconds}
          least={1}
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
        <MomentInput
          label={t("until")}
          value={delay.until}
          onChange={(until) => until && set({ ...delay, until })}
        />
      )}
      <TimeFields delay={delay} onChange={set} />
      {delay.until === undefined && delay.attribute === undefined ? null : (
        <Select
          label={t("ifPast")}
          data={OTHERWISE.map((value) => ({ value, label: t(`otherwise.${value}`) }))}
          value={step.if_past}
          allowDeselect={false}
          onChange={(value) => value && onChange({ ...step, if_past: value as Otherwise })}
        />
      )}
      {delay.attribute === undefined ? null : (
        <Select
          label={t("ifMissing")}
          data={OTHERWISE.map((value) => ({ value, label: t(`otherwise.${value}`) }))}
          value={step.if_missing}
          allowDeselect={false}
          onChange={(value) => value && onChange({ ...step, if_missing: value as Otherwise })}
        />
      )}
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
