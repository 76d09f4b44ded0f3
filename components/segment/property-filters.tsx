"use client";

import { ActionIcon, Autocomplete, Button, Group, Select, Stack, Text } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { isPropertyGroup, type PropertyFilter } from "#lib/segment/filter.ts";
import { VALUE_OPERATORS, type ValueOperator } from "#lib/segment/operators.ts";
import { ValueField, valueFor } from "./value-field.tsx";

type PropertyFiltersProps = {
  value: readonly PropertyFilter[];
  onChange: (filters: PropertyFilter[]) => void;
  /** Properties seen before, offered while typing. */
  properties: readonly string[];
};

/** Conditions on the properties of one event; all of them must hold. */
export function PropertyFilters({ value, onChange, properties }: PropertyFiltersProps) {
  const t = useTranslations("segments.rule");
  const replace = (index: number, next: PropertyFilter): void =>
    onChange(value.map((item, at) => (at === index ? next : item)));
  return (
    <Stack gap={6} align="flex-start">
      {value.map((filter, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own while they are typed
        <Group key={index} gap={6}>
          <Text size="sm" c="dimmed">
            {t(index === 0 ? "where" : "and")}
          </Text>
          {isPropertyGroup(filter) ? (
            <Text size="sm">{t("groupKept")}</Text>
          ) : (
            <Comparison
              name={filter.property}
              nameLabel={t("property")}
              names={properties}
              op={filter.op}
              value={filter.value}
              onChange={(property, op, next) =>
                replace(index, { property, op, ...(next === undefined ? {} : { value: next }) })
              }
            />
          )}
          <ActionIcon
            aria-label={t("removeProperty", { number: index + 1 })}
            onClick={() => onChange(value.filter((_, at) => at !== index))}
          >
            <IconX size={15} aria-hidden="true" />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden="true" />}
        onClick={() => onChange([...value, { property: "", op: "equals", value: "" }])}
      >
        {t("addProperty")}
      </Button>
    </Stack>
  );
}

type ComparisonProps = {
  name: string;
  nameLabel: string;
  names: readonly string[];
  /** Values seen before, offered while typing. */
  values?: readonly string[] | undefined;
  op: ValueOperator;
  value: Parameters<typeof ValueField>[0]["value"];
  onChange: (name: string, op: ValueOperator, value: ComparisonProps["value"]) => void;
};

/** Name, operator and value in one line. */
export function Comparison({ name, nameLabel, names, values, op, value, onChange }: ComparisonProps) {
  const t = useTranslations("segments.rule");
  const operators = useTranslations("composer.operators");
  return (
    <>
      <Autocomplete
        aria-label={nameLabel}
        placeholder={nameLabel}
        data={[...new Set(names)]}
        value={name}
        onChange={(next) => onChange(next, op, value)}
        w={170}
      />
      <Select
        aria-label={t("operator")}
        data={VALUE_OPERATORS.map((item) => ({ value: item, label: operators(item) }))}
        value={op}
        onChange={(next) =>
          next && onChange(name, next as ValueOperator, valueFor(next as ValueOperator, value))
        }
        allowDeselect={false}
        w={170}
      />
      <ValueField op={op} value={value} values={values} onChange={(next) => onChange(name, op, next)} />
    </>
  );
}
