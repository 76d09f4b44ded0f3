"use client";

import { Group, NumberInput, Select } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";

const UNITS = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const;
type Unit = keyof typeof UNITS;

type DurationFieldProps = { label: string; seconds: number; onChange: (seconds: number) => void };

/** A duration as a number and its unit. */
export function DurationField({ label, seconds, onChange }: DurationFieldProps) {
  const t = useTranslations("journeys");
  const [unit, setUnit] = useState<Unit>(() => unitOf(seconds));
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <NumberInput
        label={label}
        min={0}
        value={seconds / UNITS[unit]}
        onChange={(value) => typeof value === "number" && value > 0 && onChange(value * UNITS[unit])}
        style={{ flex: 1 }}
      />
      <Select
        aria-label={t("unit")}
        data={Object.keys(UNITS).map((value) => ({ value, label: t(`units.${value}`) }))}
        value={unit}
        allowDeselect={false}
        onChange={(value) => {
          if (!value) return;
          const next = value as Unit;
          onChange((seconds / UNITS[unit]) * UNITS[next]);
          setUnit(next);
        }}
        style={{ flex: 1 }}
      />
    </Group>
  );
}

function unitOf(seconds: number): Unit {
  const fitting = (["days", "hours", "minutes"] as const).find(
    (unit) => seconds >= UNITS[unit] && seconds % UNITS[unit] === 0,
  );
  return fitting ?? "seconds";
}
