"use client";

import { Autocomplete, Group, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { STANDARD_ATTRIBUTES } from "#lib/profile/schema.ts";
import {
  type AttributeFilter,
  EVENT_OPERATORS,
  type EventFilter,
  type EventOperator,
  type FilterLeaf,
  type PurchaseFilter,
} from "#lib/segment/filter.ts";
import { Comparison, PropertyFilters } from "./property-filters.tsx";
import { type LeafProps, ReceivedEditor } from "./received-editor.tsx";
import type { FilterNames } from "./use-filter-names.ts";
import { WithinDays } from "./within-days.tsx";

/** The fields of one rule after its kind. */
export function LeafEditor({ leaf, onChange, names }: LeafProps<FilterLeaf>) {
  const t = useTranslations("segments.rule");
  switch (leaf.type) {
    case "attribute":
      return <AttributeEditor leaf={leaf} onChange={onChange} names={names} />;
    case "event":
    case "purchase":
      return <OccurrenceEditor leaf={leaf} onChange={onChange} names={names} />;
    case "received_campaign":
    case "received_canvas":
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

function AttributeEditor({ leaf, onChange, names }: LeafProps<AttributeFilter>) {
  const t = useTranslations("segments.rule");
  const known = names.attributes.find(({ name }) => name === leaf.attribute);
  return (
    <Comparison
      name={leaf.attribute}
      nameLabel={t("attribute")}
      names={[...names.attributes.map(({ name }) => name), ...STANDARD_ATTRIBUTES, "created_at"]}
      values={known?.values}
      op={leaf.op}
      value={leaf.value}
      onChange={(attribute, op, given) => {
        const value = attribute === leaf.attribute ? given : startValue(attribute, given, names);
        onChange({ type: "attribute", attribute, op, ...(value === undefined ? {} : { value }) });
      }}
    />
  );
}

/** Nothing typed yet: begins with a value of the type the attribute has. */
function startValue(
  attribute: string,
  value: AttributeFilter["value"],
  { attributes }: FilterNames,
): AttributeFilter["value"] {
  if (value !== "") return value;
  const type = attributes.find(({ name }) => name === attribute)?.type;
  return type === "number" ? 0 : type === "boolean" ? true : value;
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
            suffix={t(counted ? "timesUnit" : "daysUnit", { count: leaf.value ?? 0 })}
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
