"use client";

import { Group, Input, NumberInput, Select } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";

const UNITS = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const;
type Unit = keyof typeof UNITS;

type DurationInputProps = {
  label: string;
  description?: string;
  seconds: number;
  onChange: (seconds: number) => void;
};

/** A duration as number and unit; stored in seconds. */
export function DurationInput({ label, description, seconds, onChange }: DurationInputProps) {
  const t = useTranslations("plan.units");
  const [unit, setUnit] = useState<Unit>(() => unitOf(seconds));
  const size = UNITS[unit];
  return (
    <Input.Wrapper label={label} description={description} labelElement="div">
      <Group gap={6}>
        <NumberInput
          aria-label={label}
          min={0}
          value={seconds / size}
          onChange={(value) => typeof value === "number" && onChange(value * size)}
          w={110}
        />
        <Select
          aria-label={t("label")}
          data={Object.keys(UNITS).map((name) => ({ value: name, label: t(name) }))}
          value={unit}
          onChange={(next) => {
            if (!next) return;
            setUnit(next as Unit);
            onChange((seconds / size) * UNITS[next as Unit]);
          }}
          allowDeselect={false}
          w={130}
        />
      </Group>
    </Input.Wrapper>
  );
}

function unitOf(seconds: number): Unit {
  const whole = (["days", "hours", "minutes"] as const).find(
    (unit) => seconds > 0 && seconds % UNITS[unit] === 0,
  );
  return whole ?? "seconds";
}
