"use client";

import { Autocomplete, NumberInput, Select, TagsInput, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { FilterValue, ValueOperator } from "#lib/segment/operators.ts";

const KINDS = ["text", "number", "boolean", "list"] as const;
type Kind = (typeof KINDS)[number];

const VALUELESS: readonly ValueOperator[] = ["exists", "does_not_exist"];
const NUMBERS: readonly ValueOperator[] = [
  "greater_than",
  "greater_than_or_equal",
  "less_than",
  "less_than_or_equal",
  "within_days",
  "not_within_days",
];
const MOMENTS: readonly ValueOperator[] = ["before", "after"];

/** A value that fits the operator, to go on with after the operator has changed. */
export function valueFor(op: ValueOperator, value: FilterValue | undefined): FilterValue | undefined {
  if (VALUELESS.includes(op)) return undefined;
  if (NUMBERS.includes(op)) return typeof value === "number" ? value : 1;
  if (MOMENTS.includes(op))
    return typeof value === "object" && !Array.isArray(value) ? value : { days_ago: 30 };
  return value === undefined || (typeof value === "object" && !Array.isArray(value)) ? "" : value;
}

type ValueFieldProps = {
  op: ValueOperator;
  value: FilterValue | undefined;
  /** Values seen before, offered while typing. */
  values?: readonly string[] | undefined;
  onChange: (value: FilterValue) => void;
};

/** The value of a comparison with its type: the number 101 is not the text "101". */
export function ValueField({ op, value, values = [], onChange }: ValueFieldProps) {
  const t = useTranslations("segments.value");
  if (VALUELESS.includes(op)) return null;
  if (NUMBERS.includes(op)) {
    return <NumberValue label={t("number")} value={value} onChange={onChange} />;
  }
  if (MOMENTS.includes(op)) return <MomentValue value={value} onChange={onChange} />;
  const kind = kindOf(value);
  return (
    <>
      <Select
        aria-label={t("type")}
        data={KINDS.map((name) => ({ value: name, label: t(`kinds.${name}`) }))}
        value={kind}
        onChange={(next) => next && onChange(converted(value, next as Kind))}
        allowDeselect={false}
        w={110}
      />
      <TypedInput kind={kind} value={value} values={values} onChange={onChange} />
    </>
  );
}

type TypedInputProps = Pick<ValueFieldProps, "value" | "onChange"> & {
  kind: Kind;
  values: readonly string[];
};

function TypedInput({ kind, value, values, onChange }: TypedInputProps) {
  const t = useTranslations("segments.value");
  if (kind === "number") return <NumberValue label={t("value")} value={value} onChange={onChange} />;
  if (kind === "boolean") {
    return (
      <Select
        aria-label={t("value")}
        data={[
          { value: "true", label: t("yes") },
          { value: "false", label: t("no") },
        ]}
        value={String(value)}
        onChange={(next) => onChange(next === "true")}
        allowDeselect={false}
        w={110}
      />
    );
  }
  if (kind === "list") {
    return (
      <TagsInput
        aria-label={t("value")}
        value={Array.isArray(value) ? value.map(String) : []}
        onChange={(items) => onChange(items)}
        data={[...values]}
        miw={180}
      />
    );
  }
  return (
    <Autocomplete
      aria-label={t("value")}
      placeholder={t("value")}
      data={[...values]}
      value={String(value ?? "")}
      onChange={onChange}
      w={160}
    />
  );
}

function NumberValue({
  label,
  value,
  onChange,
}: Pick<ValueFieldProps, "value" | "onChange"> & { label: string }) {
  return (
    <NumberInput
      aria-label={label}
      value={typeof value === "number" ? value : ""}
      onChange={(next) => typeof next === "number" && onChange(next)}
      w={110}
    />
  );
}

function MomentValue({ value, onChange }: Pick<ValueFieldProps, "value" | "onChange">) {
  const t = useTranslations("segments.value");
  const relative = typeof value === "object" && !Array.isArray(value) ? value : null;
  const kind = relative === null ? "date" : "days_ago" in relative ? "days_ago" : "days_from_now";
  const days = relative === null ? 30 : "days_ago" in relative ? relative.days_ago : relative.days_from_now;
  const relativeOf = (next: number): FilterValue =>
    kind === "days_from_now" ? { days_from_now: next } : { days_ago: next };
  return (
    <>
      <Select
        aria-label={t("moment")}
        data={(["days_ago", "days_from_now", "date"] as const).map((name) => ({
          value: name,
          label: t(`moments.${name}`),
        }))}
        value={kind}
        onChange={(next) => {
          if (next === "date") onChange("");
          else onChange(next === "days_from_now" ? { days_from_now: days } : { days_ago: days });
        }}
        allowDeselect={false}
        w={150}
      />
      {kind === "date" ? (
        <TextInput
          type="date"
          aria-label={t("value")}
          value={typeof value === "string" ? value : ""}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      ) : (
        <NumberInput
          aria-label={t("number")}
          value={days}
          min={0}
          onChange={(next) => typeof next === "number" && onChange(relativeOf(next))}
          w={90}
        />
      )}
    </>
  );
}

function kindOf(value: FilterValue | undefined): Kind {
  if (Array.isArray(value)) return "list";
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "boolean" : "text";
}

function converted(value: FilterValue | undefined, kind: Kind): FilterValue {
  if (kind === "number") return Number.isFinite(Number(value)) ? Number(value) : 0;
  if (kind === "boolean") return value === true || value === "true";
  if (kind === "list") return value === "" || value === undefined ? [] : [String(value)];
  return Array.isArray(value) ? String(value[0] ?? "") : String(value ?? "");
}
