"use client";

import { Autocomplete, Group, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { STANDARD_ATTRIBUTES } from "#lib/profile/schema.ts";
import {
  EVENT_OPERATORS,
  type EventFilter,
  type EventOperator,
  type FilterLeaf,
  type PurchaseFilter,
  type ReceivedCampaignFilter,
  type ReceivedOperator,
} from "#lib/segment/filter.ts";
import { Comparison, PropertyFilters } from "./property-filters.tsx";
import type { FilterNames } from "./use-filter-names.ts";

type LeafProps<Leaf> = { leaf: Leaf; onChange: (leaf: FilterLeaf) => void; names: FilterNames };

/** The fields of one rule after its kind. */
export function LeafEditor({ leaf, onChange, names }: LeafProps<FilterLeaf>) {
  const t = useTranslations("segments.rule");
  switch (leaf.type) {
    case "attribute":
      return (
        <Comparison
          name={leaf.attribute}
          nameLabel={t("attribute")}
          names={[...STANDARD_ATTRIBUTES, "created_at", ...names.attributes]}
          op={leaf.op}
          value={leaf.value}
          onChange={(attribute, op, value) =>
            onChange({ type: "attribute", attribute, op, ...(value === undefined ? {} : { value }) })
          }
        />
      );
    case "event":
    case "purchase":
      return <OccurrenceEditor leaf={leaf} onChange={onChange} names={names} />;
    case "received_campaign":
      return <ReceivedEditor leaf={leaf} onChange={onChange} names={names} />;
    case "segment":
      return (
        <Membership
          op={leaf.op}
          onOperator={(op) => onChange({ ...leaf, op })}
          label={t("segment")}
          choices={names.segments}
          value={leaf.segment_id}
          onChoice={(segment_id) => onChange({ ...leaf, segment_id })}
        />
      );
    case "list":
      return (
        <Membership
          op={leaf.op}
          onOperator={(op) => onChange({ ...leaf, op })}
          label={t("list")}
          choices={names.lists}
          value={leaf.list_id}
          onChoice={(list_id) => onChange({ ...leaf, list_id })}
        />
      );
    case "random_bucket":
      return (
        <>
          <BucketInput
            label={t("from")}
            value={leaf.value[0]}
            onChange={(from) =>
              onChange({ type: "random_bucket", op: "between", value: [from, leaf.value[1]] })
            }
          />
          <BucketInput
            label={t("to")}
            value={leaf.value[1]}
            onChange={(to) => onChange({ type: "random_bucket", op: "between", value: [leaf.value[0], to] })}
          />
        </>
      );
    default:
      return <Text size="sm">{t("kept")}</Text>;
  }
}

type MembershipProps = {
  op: "in" | "not_in" | undefined;
  onOperator: (op: "in" | "not_in") => void;
  label: string;
  choices: readonly { id: string; name: string }[];
  value: string;
  onChoice: (id: string) => void;
};

/** "is in" or "is not in", and one of the named things. */
function Membership({ op, onOperator, label, choices, value, onChoice }: MembershipProps) {
  const t = useTranslations("segments.rule");
  return (
    <>
      <Select
        aria-label={t("operator")}
        data={[
          { value: "in", label: t("in") },
          { value: "not_in", label: t("notIn") },
        ]}
        value={op ?? "in"}
        onChange={(next) => next && onOperator(next as "in" | "not_in")}
        allowDeselect={false}
        w={120}
      />
      <Select
        aria-label={label}
        placeholder={label}
        data={choices.map(({ id, name }) => ({ value: id, label: name }))}
        value={value || null}
        onChange={(id) => id && onChoice(id)}
        searchable
        w={220}
      />
    </>
  );
}

function BucketInput({
  label,
  value,
  onChange,
}: {
  label: string;
  value: number;
  onChange: (value: number) => void;
}) {
  return (
    <NumberInput
      aria-label={label}
      prefix={`${label} `}
      min={0}
      max={9_999}
      allowDecimal={false}
      value={value}
      onChange={(next) => typeof next === "number" && onChange(next)}
      w={130}
    />
  );
}

function OccurrenceEditor({ leaf, onChange, names }: LeafProps<EventFilter | PurchaseFilter>) {
  const t = useTranslations("segments.rule");
  const counted = leaf.op.startsWith("count_");
  const dated = leaf.op.startsWith("first_") || leaf.op.startsWith("last_");
  const properties = leaf.type === "event" ? (names.events.get(leaf.event) ?? []) : [];
  function changeOperator(op: EventOperator) {
    const { value: _value, within_days: within, ...rest } = leaf;
    const isDated = op.startsWith("first_") || op.startsWith("last_");
    const value = op.startsWith("count_") ? (leaf.value ?? 1) : isDated ? (leaf.value ?? 30) : undefined;
    onChange({
      ...rest,
      op,
      ...(value === undefined ? {} : { value }),
      ...(isDated || within === undefined ? {} : { within_days: within }),
    } as FilterLeaf);
  }
  return (
    <Stack gap={6}>
      <Group gap={6}>
        {leaf.type === "event" ? (
          <Autocomplete
            aria-label={t("event")}
            placeholder={t("event")}
            data={[...names.events.keys()]}
            value={leaf.event}
            onChange={(event) => onChange({ ...leaf, event })}
            w={170}
          />
        ) : (
          <TextInput
            aria-label={t("product")}
            placeholder={t("product")}
            value={leaf.product_id ?? ""}
            onChange={(event) => {
              const { product_id: _old, ...rest } = leaf;
              const product = event.currentTarget.value;
              onChange(product === "" ? rest : { ...rest, product_id: product });
            }}
            w={170}
          />
        )}
        <Select
          aria-label={t("operator")}
          data={EVENT_OPERATORS.map((op) => ({ value: op, label: t(`occurrence.${op}`) }))}
          value={leaf.op}
          onChange={(op) => op && changeOperator(op as EventOperator)}
          allowDeselect={false}
          w={190}
        />
        {counted || dated ? (
          <NumberInput
            aria-label={t(counted ? "times" : "days")}
            suffix={` ${t(counted ? "times" : "days")}`}
            min={0}
            value={leaf.value ?? ""}
            onChange={(value) => typeof value === "number" && onChange({ ...leaf, value })}
            w={120}
          />
        ) : null}
        {dated ? null : <WithinDays leaf={leaf} onChange={onChange} />}
      </Group>
      <PropertyFilters
        value={leaf.filters ?? []}
        properties={properties}
        onChange={(filters) => onChange({ ...leaf, filters })}
      />
    </Stack>
  );
}

function WithinDays({
  leaf,
  onChange,
}: {
  leaf: EventFilter | PurchaseFilter | ReceivedCampaignFilter;
  onChange: (leaf: FilterLeaf) => void;
}) {
  const t = useTranslations("segments.rule");
  return (
    <NumberInput
      aria-label={t("withinDays")}
      placeholder={t("anyTime")}
      prefix={`${t("inTheLast")} `}
      suffix={` ${t("days")}`}
      min={0}
      value={leaf.within_days ?? ""}
      onChange={(value) => {
        const { within_days: _old, ...rest } = leaf;
        onChange((typeof value === "number" ? { ...rest, within_days: value } : rest) as FilterLeaf);
      }}
      w={180}
    />
  );
}

const RECEIVED = [
  "ever",
  "never",
  "within_days",
  "not_within_days",
  "count_gte",
  "count_lte",
] as const satisfies readonly ReceivedOperator[];

function ReceivedEditor({ leaf, onChange, names }: LeafProps<ReceivedCampaignFilter>) {
  const t = useTranslations("segments.rule");
  const valued = leaf.op !== "ever" && leaf.op !== "never";
  return (
    <>
      <Select
        aria-label={t("operator")}
        data={RECEIVED.map((op) => ({ value: op, label: t(`received.${op}`) }))}
        value={leaf.op}
        onChange={(op) => {
          if (!op) return;
          const { value: _value, ...rest } = leaf;
          const next = op === "ever" || op === "never" ? undefined : op.startsWith("count_") ? 1 : 14;
          onChange({
            ...rest,
            op: op as ReceivedOperator,
            ...(next === undefined ? {} : { value: next }),
          });
        }}
        allowDeselect={false}
        w={190}
      />
      {valued && typeof leaf.value !== "string" ? (
        <NumberInput
          aria-label={t(leaf.op.startsWith("count_") ? "times" : "days")}
          suffix={` ${t(leaf.op.startsWith("count_") ? "times" : "days")}`}
          min={0}
          value={leaf.value ?? ""}
          onChange={(value) => typeof value === "number" && onChange({ ...leaf, value })}
          w={120}
        />
      ) : null}
      <Select
        aria-label={t("campaign")}
        placeholder={t("anyCampaign")}
        data={names.campaigns.map(({ id, name }) => ({ value: id, label: name }))}
        value={leaf.campaign_id ?? null}
        onChange={(id) => {
          const { campaign_id: _old, ...rest } = leaf;
          onChange(id === null ? rest : { ...rest, campaign_id: id });
        }}
        clearable
        searchable
        w={220}
      />
    </>
  );
}
