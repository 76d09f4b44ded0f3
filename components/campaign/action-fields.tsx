"use client";

import { Autocomplete, Button, CloseButton, Group, Stack, Switch, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { FilterNames } from "#components/segment/use-filter-names.ts";
import { type ActionDelivery, delayOf, triggersOf } from "#lib/trigger/schema.ts";
import { DelayFields } from "./delay-fields.tsx";
import { MomentInput } from "./moment-input.tsx";
import { TimeFrameFields } from "./time-frame-fields.tsx";
import { TriggerList, withTriggers } from "./trigger-fields.tsx";

type ActionFieldsProps = {
  value: ActionDelivery;
  onChange: (delivery: ActionDelivery) => void;
  names: FilterNames;
};

/** Triggers, wait, what cancels the wait, and when any of it counts. */
export function ActionFields({ value, onChange, names }: ActionFieldsProps) {
  const t = useTranslations("plan.action");
  const triggers = triggersOf(value);
  const delay = delayOf(value);
  return (
    <Stack gap="md">
      <TriggerList
        value={triggers.length > 0 ? triggers : [{ type: "custom_event", event: value.event ?? "" }]}
        onChange={(next) => onChange(withTriggers(value, next))}
        names={names}
      />
      <DelayFields
        value={delay}
        onChange={(next) => {
          const { delay: _delay, delay_seconds: _seconds, ...rest } = value;
          onChange(next === null ? rest : { ...rest, delay: next });
        }}
      />
      {delay || value.exception_events?.length ? (
        <Exceptions value={value} onChange={onChange} names={names} />
      ) : null}
      <Window value={value} onChange={onChange} />
      <TimeFrameFields
        value={value.time_frame}
        onChange={(frame) => {
          const { time_frame: _old, ...rest } = value;
          onChange(frame ? { ...rest, time_frame: frame } : rest);
        }}
      />
      {delay ? (
        <Switch
          label={t("recheck")}
          description={t("recheckText")}
          checked={value.recheck_audience !== false}
          onChange={(event) => onChange({ ...value, recheck_audience: event.currentTarget.checked })}
        />
      ) : null}
      <Switch
        label={t("afterEvent")}
        description={t("afterEventText")}
        checked={value.audience_at === "after_event"}
        onChange={(event) =>
          onChange({ ...value, audience_at: event.currentTarget.checked ? "after_event" : "before_event" })
        }
      />
    </Stack>
  );
}

function Exceptions({ value, onChange, names }: ActionFieldsProps) {
  const t = useTranslations("plan.action");
  const exceptions = value.exception_events ?? [];
  const set = (next: NonNullable<ActionDelivery["exception_events"]>): void => {
    const { exception_events: _old, ...rest } = value;
    onChange(next.length === 0 ? rest : { ...rest, exception_events: next });
  };
  return (
    <Stack gap={6} data-field="delivery.exception_events">
      <Text size="sm" fw={550}>
        {t("unless")}
      </Text>
      {exceptions.map((exception, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own while they are typed
        <Group key={index} gap="xs">
          <Autocomplete
            aria-label={t("exception", { number: index + 1 })}
            data={[...names.events.keys()]}
            value={exception.event ?? ""}
            onChange={(event) =>
              set(exceptions.map((item, at) => (at === index ? { ...item, event } : item)))
            }
            w={220}
          />
          <CloseButton
            aria-label={t("removeException", { number: index + 1 })}
            onClick={() => set(exceptions.filter((_, at) => at !== index))}
          />
        </Group>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden="true" />}
        style={{ alignSelf: "flex-start" }}
        onClick={() => set([...exceptions, { event: "" }])}
      >
        {t("addException")}
      </Button>
    </Stack>
  );
}

function Window({ value, onChange }: Omit<ActionFieldsProps, "names">) {
  const t = useTranslations("plan.action");
  const { start = null, end = null } = value.window ?? {};
  const setWindow = (next: { start: string | null; end: string | null }): void => {
    const { window: _old, ...rest } = value;
    onChange(next.start === null && next.end === null ? rest : { ...rest, window: next });
  };
  return (
    <Group gap="xs" align="flex-end" data-field="delivery.window">
      <MomentInput label={t("windowStart")} value={start} onChange={(at) => setWindow({ start: at, end })} />
      <MomentInput label={t("windowEnd")} value={end} onChange={(at) => setWindow({ start, end: at })} />
    </Group>
  );
}
