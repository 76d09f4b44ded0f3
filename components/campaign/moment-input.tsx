"use client";

import { TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useSession } from "#components/shell/session.tsx";
import { momentOfInput, toClockInput } from "./clock-input.ts";

type MomentInputProps = {
  label: ReactNode;
  /** ISO 8601 with an offset. */
  value: string | null | undefined;
  /** Null when the field was emptied. */
  onChange: (moment: string | null) => void;
  /** Said before the zone. */
  hint?: string;
  required?: boolean;
};

/** A moment, read and written on the workspace's clock, whose zone it names. */
export function MomentInput({ label, value, onChange, hint, required = false }: MomentInputProps) {
  const t = useTranslations("plan.clock");
  const { time_zone: zone } = useSession().workspace;
  return (
    <TextInput
      type="datetime-local"
      label={label}
      description={hint === undefined ? t("in", { zone }) : `${hint} ${t("in", { zone })}`}
      required={required}
      inputWrapperOrder={["label", "input", "description", "error"]}
      value={toClockInput(value, zone)}
      onChange={(event) => onChange(momentOfInput(event.currentTarget.value, zone))}
    />
  );
}
