"use client";

import { ActionIcon, Autocomplete, Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { PropertyFilters } from "#components/segment/property-filters.tsx";
import type { FilterNames } from "#components/segment/use-filter-names.ts";
import type { PropertyFilter } from "#lib/segment/filter.ts";
import type { ActionDelivery, Trigger } from "#lib/trigger/schema.ts";

const KINDS = ["custom_event", "purchase", "attribute_change", "segment_entry", "campaign_received"] as const;

type TriggerListProps = {
  value: readonly Trigger[];
  onChange: (triggers: Trigger[]) => void;
  names: FilterNames;
  /** Where the triggers stand in what they belong to, for problems that name a field. */
  block?: "delivery." | "entry.";
};

/** What starts a campaign or a journey; any one of the triggers is enough. */
export function TriggerList({ value, onChange, names, block = "delivery." }: TriggerListProps) {
  const t = useTranslations("plan.trigger");
  const several = value.length > 1;
  return (
    <Stack gap="xs" data-field={block}>
      {value.map((trigger, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own while they are typed
        <Group key={index} gap="xs" align="flex-start" data-field={`${block}triggers.${index}`}>
          <Select
            aria-label={t("kind")}
            data={KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))}
            value={trigger.type}
            onChange={(kind) =>
              kind && onChange(value.map((item, at) => (at === index ? starterTrigger(kind) : item)))
            }
            allowDeselect={false}
            w={190}
          />
          <TriggerFields
            trigger={trigger}
            field={several || trigger.type !== "custom_event" ? `${block}triggers.${index}.` : block}
            names={names}
            onChange={(next) => onChange(value.map((item, at) => (at === index ? next : item)))}
          />
          {several ? (
            <ActionIcon
              aria-label={t("remove", { number: index + 1 })}
              onClick={() => onChange(value.filter((_, at) => at !== index))}
            >
              <IconX size={15} aria-hidden="true" />
            </ActionIcon>
          ) : null}
        </Group>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden="true" />}
        style={{ alignSelf: "flex-start" }}
        onClick={() => onChange([...value, starterTrigger("custom_event")])}
      >
        {t("add")}
      </Button>
    </Stack>
  );
}

function TriggerFields({
  trigger,
  field,
  names,
  onChange,
}: {
  trigger: Trigger;
  /** What stands before the names of its fields in problems. */
  field: string;
  names: FilterNames;
  onChange: (trigger: Trigger) => void;
}) {
  const t = useTranslations("plan.trigger");
  switch (trigger.type) {
    case "custom_event":
      return (
        <Stack gap={6}>
          <Autocomplete
            aria-label={t("event")}
            wrapperProps={{ "data-field": `${field}event` }}
            placeholder="flight_booked"
            data={[...names.events.keys()]}
            value={trigger.event}
            onChange={(event) => onChange({ ...trigger, event })}
            w={220}
          />
          <PropertyFilters
            value={(trigger.filters ?? []) as PropertyFilter[]}
            properties={names.events.get(trigger.event) ?? []}
            onChange={(filters) => onChange(withFilters(trigger, filters))}
          />
        </Stack>
      );
    case "purchase":
      return (
        <TextInput
          aria-label={t("product")}
          placeholder={t("product")}
          value={trigger.product_id ?? ""}
          onChange={(event) => {
            const { product_id: _old, ...rest } = trigger;
            const product = event.currentTarget.value;
            onChange(product === "" ? rest : { ...rest, product_id: product });
          }}
          w={220}
        />
      );
    case "attribute_change":
      return (
        <TextInput
          aria-label={t("attribute")}
          wrapperProps={{ "data-field": `${field}attribute` }}
          placeholder={t("attribute")}
          value={trigger.attribute}
          onChange={(event) => onChange({ ...trigger, attribute: event.currentTarget.value })}
          w={220}
        />
      );
    case "segment_entry":
      return (
        <Select
          aria-label={t("segment")}
          wrapperProps={{ "data-field": `${field}segment_id` }}
          placeholder={t("segment")}
          data={names.segments.map(({ id, name }) => ({ value: id, label: name }))}
          value={trigger.segment_id || null}
          onChange={(id) => id && onChange({ ...trigger, segment_id: id })}
          searchable
          w={220}
        />
      );
    case "campaign_received":
      return (
        <Select
          aria-label={t("campaign")}
          wrapperProps={{ "data-field": `${field}campaign_id` }}
          placeholder={t("campaign")}
          data={names.campaigns.map(({ id, name }) => ({ value: id, label: name }))}
          value={trigger.campaign_id || null}
          onChange={(id) => id && onChange({ ...trigger, campaign_id: id })}
          searchable
          w={220}
        />
      );
  }
}

function starterTrigger(kind: string): Trigger {
  switch (kind) {
    case "purchase":
      return { type: "purchase" };
    case "attribute_change":
      return { type: "attribute_change", attribute: "" };
    case "segment_entry":
      return { type: "segment_entry", segment_id: "" };
    case "campaign_received":
      return { type: "campaign_received", campaign_id: "" };
    default:
      return { type: "custom_event", event: "" };
  }
}

function withFilters(
  trigger: Extract<Trigger, { type: "custom_event" }>,
  filters: PropertyFilter[],
): Trigger {
  const { filters: _old, ...rest } = trigger;
  return (filters.length === 0 ? rest : { ...rest, filters }) as Trigger;
}

type Triggered = Pick<ActionDelivery, "event" | "filters" | "triggers">;

/** The delivery, or the entry of a journey, with other triggers; in the short form where one event starts it. */
export function withTriggers<Block extends Triggered>(
  block: Block,
  triggers: readonly Trigger[],
): Omit<Block, keyof Triggered> & Triggered {
  const { event: _event, filters: _filters, triggers: _triggers, ...rest } = block;
  const [first] = triggers;
  if (triggers.length === 1 && first?.type === "custom_event") {
    return { ...rest, event: first.event, ...(first.filters ? { filters: first.filters } : {}) };
  }
  return { ...rest, triggers: [...triggers] };
}
