"use client";

import {
  ActionIcon,
  Autocomplete,
  Button,
  Group,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
} from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { SectionCard } from "#components/ui/section-card.tsx";
import { VALUE_OPERATORS, type ValueOperator } from "#lib/segment/operators.ts";
import type { Draft } from "./definition-draft.ts";

type Props = { draft: Draft; onChange: (draft: Draft) => void; eventNames: readonly string[] };

/** What starts the campaign: an event, a schedule, or an API call. */
export function TriggerSection({ draft, onChange, eventNames }: Props) {
  const t = useTranslations("composer");
  const { delivery } = draft;
  return (
    <SectionCard title={t("delivery")} description={t("deliveryText")}>
      <Stack gap="md">
        <SegmentedControl
          aria-label={t("deliveryType")}
          value={delivery.type}
          onChange={(type) => onChange({ ...draft, delivery: starterFor(type) })}
          data={[
            { value: "action", label: t("types.action") },
            { value: "scheduled", label: t("types.scheduled") },
            { value: "api_trigger", label: t("types.api_trigger") },
          ]}
        />
        {delivery.type === "action" ? (
          <Action draft={draft} onChange={onChange} eventNames={eventNames} />
        ) : null}
        {delivery.type === "scheduled" ? <Scheduled draft={draft} onChange={onChange} /> : null}
        {delivery.type === "api_trigger" ? <Text size="sm">{t("apiTriggerText")}</Text> : null}
        <Switch
          label={t("again")}
          description={t("againText")}
          checked={draft.re_eligibility.allowed}
          onChange={(event) =>
            onChange({ ...draft, re_eligibility: { allowed: event.currentTarget.checked } })
          }
        />
        <NumberInput
          label={t("perMinute")}
          description={t("perMinuteText")}
          value={draft.rate_limit.per_minute ?? ""}
          min={1}
          max={10_000_000}
          allowDecimal={false}
          onChange={(value) =>
            onChange({ ...draft, rate_limit: { per_minute: typeof value === "number" ? value : null } })
          }
          w={260}
        />
      </Stack>
    </SectionCard>
  );
}

function starterFor(type: string): Draft["delivery"] {
  if (type === "scheduled") return { type: "scheduled", start: "launch", frequency: "once" };
  if (type === "api_trigger") return { type: "api_trigger" };
  return { type: "action", event: "" };
}

type Filter = { property: string; op: ValueOperator; value?: string | number | boolean | undefined };

function Action({ draft, onChange, eventNames }: Props) {
  const t = useTranslations("composer");
  const { delivery } = draft;
  if (delivery.type !== "action") return null;
  if (delivery.triggers) return <Text size="sm">{t("severalTriggers")}</Text>;
  const set = (change: Partial<typeof delivery>): void =>
    onChange({ ...draft, delivery: { ...delivery, ...change } });
  const filters = (delivery.filters ?? []) as Filter[];
  const setFilters = (next: Filter[]): void => set({ filters: next as NonNullable<typeof delivery.filters> });
  return (
    <>
      <Autocomplete
        label={t("eventName")}
        description={t("eventNameText")}
        data={[...eventNames]}
        value={delivery.event ?? ""}
        onChange={(event) => set({ event })}
        placeholder="flight_booked"
      />
      {filters.map((filter, index) => (
        <FilterRow
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own while they are typed
          key={index}
          filter={filter}
          onChange={(next) => setFilters(filters.map((item, at) => (at === index ? next : item)))}
          onRemove={() => setFilters(filters.filter((_, at) => at !== index))}
        />
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden="true" />}
        style={{ alignSelf: "flex-start" }}
        onClick={() => setFilters([...filters, { property: "", op: "equals", value: "" }])}
      >
        {t("addFilter")}
      </Button>
      <NumberInput
        label={t("delay")}
        description={t("delayText")}
        value={delivery.delay_seconds ?? 0}
        min={0}
        onChange={(value) => set({ delay_seconds: typeof value === "number" ? value : 0 })}
        w={260}
      />
    </>
  );
}

function FilterRow({
  filter,
  onChange,
  onRemove,
}: {
  filter: Filter;
  onChange: (filter: Filter) => void;
  onRemove: () => void;
}) {
  const t = useTranslations("composer");
  const valueless = filter.op === "exists" || filter.op === "does_not_exist";
  return (
    <Group gap="xs" wrap="nowrap" align="flex-end">
      <TextInput
        aria-label={t("property")}
        placeholder="points"
        value={filter.property}
        onChange={(event) => onChange({ ...filter, property: event.currentTarget.value })}
        style={{ flex: 2 }}
      />
      <Select
        aria-label={t("operator")}
        data={VALUE_OPERATORS.map((op) => ({ value: op, label: t(`operators.${op}`) }))}
        value={filter.op}
        onChange={(op) => op && onChange({ ...filter, op: op as ValueOperator })}
        allowDeselect={false}
        style={{ flex: 2 }}
      />
      {valueless ? null : (
        <TextInput
          aria-label={t("value")}
          value={String(filter.value ?? "")}
          onChange={(event) => onChange({ ...filter, value: typed(event.currentTarget.value) })}
          style={{ flex: 2 }}
        />
      )}
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t("removeFilter", { name: filter.property })}
        onClick={onRemove}
      >
        <IconTrash size={16} />
      </ActionIcon>
    </Group>
  );
}

/** 120 is a number and true is yes/no; quotes make text of them. */
function typed(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return text.replace(/^"(.*)"$/, "$1");
}

function Scheduled({ draft, onChange }: Omit<Props, "eventNames">) {
  const t = useTranslations("composer");
  const { delivery } = draft;
  if (delivery.type !== "scheduled") return null;
  const set = (change: Partial<typeof delivery>): void =>
    onChange({ ...draft, delivery: { ...delivery, ...change } });
  const atLaunch = delivery.start === "launch";
  return (
    <>
      <Select
        label={t("frequency")}
        data={(["once", "daily", "weekly", "monthly"] as const).map((value) => ({
          value,
          label: t(`frequencies.${value}`),
        }))}
        value={delivery.frequency ?? "once"}
        onChange={(frequency) =>
          frequency && set({ frequency: frequency as NonNullable<typeof delivery.frequency> })
        }
        allowDeselect={false}
        w={260}
      />
      <Switch
        label={t("atLaunch")}
        checked={atLaunch}
        onChange={(event) =>
          set({
            start: event.currentTarget.checked ? "launch" : new Date(Date.now() + 3_600_000).toISOString(),
          })
        }
      />
      {atLaunch ? null : (
        <TextInput
          label={t("start")}
          description={t("startText")}
          value={delivery.start}
          onChange={(event) => set({ start: event.currentTarget.value })}
          w={320}
        />
      )}
    </>
  );
}
