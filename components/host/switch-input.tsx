"use client";

import { Switch } from "@mantine/core";
import { Controller } from "react-hook-form";
import type { HostFormPart } from "./host-form-frame.tsx";
import type { HostField } from "./use-host-form.ts";

type SwitchInputProps = HostFormPart & {
  name: HostField;
  label: string;
  description?: string;
  /** What the setting becomes when it is switched on and off: true and false unless told. */
  on?: unknown;
  off?: unknown;
};

/** A setting that is there or not. */
export function SwitchInput({
  form,
  name,
  label,
  description,
  disabled,
  on = true,
  off = false,
}: SwitchInputProps) {
  return (
    <Controller
      control={form.control}
      name={name}
      render={({ field }) => (
        <Switch
          label={label}
          description={description}
          checked={field.value !== off}
          disabled={disabled}
          onChange={(event) => field.onChange(event.currentTarget.checked ? on : off)}
        />
      )}
    />
  );
}
