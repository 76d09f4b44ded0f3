"use client";

import { NumberInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { Controller } from "react-hook-form";
import type { HostField, HostForm } from "./use-host-form.ts";

export type NumberRange = { min: number; max: number; whole?: boolean };

type RangeInputProps = NumberRange & {
  form: HostForm;
  name: HostField;
  label: string;
  disabled: boolean;
};

/** A number with its allowed range beside it; what is outside is refused, never quietly changed. */
export function RangeInput({ form, name, label, disabled, min, max, whole = false }: RangeInputProps) {
  const t = useTranslations("hosts");
  const range = t(whole ? "wholeRange" : "range", { min, max });
  return (
    <Controller
      control={form.control}
      name={name}
      render={({ field, fieldState }) => (
        <NumberInput
          label={label}
          description={range}
          disabled={disabled}
          clampBehavior="none"
          decimalScale={whole ? 0 : 4}
          value={typeof field.value === "number" ? field.value : ""}
          onChange={(next) => field.onChange(typeof next === "number" ? next : null)}
          onBlur={field.onBlur}
          ref={field.ref}
          error={fieldState.error ? t("outOfRange", { range }) : undefined}
        />
      )}
    />
  );
}
