"use client";

import { Group, Input, NumberInput, Select } from "@mantine/core";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";

const UNITS = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const;
type Unit = keyof typeof UNITS;
/** What rules of delivery take at most. */
const LONGEST = 732 * UNITS.days;

type DurationInputProps = {
  label: string;
  description?: string;
  seconds: number;
  onChange: (seconds: number) => void;
  /** In seconds. */
  least?: number;
  most?: number;
};

/** A duration as number and unit; stored in seconds. What is out of range is not taken over, and said to be. */
export function DurationInput({
  label,
  description,
  seconds,
  onChange,
  least = 0,
  most = LONGEST,
}: DurationInputProps) {
  const t = useTranslations("plan.units");
  const format = useFormatter();
  const [unit, setUnit] = useState<Unit>(() => unitOf(seconds));
  const [refused, setRefused] = useState<{ typed: number | string; kept: number } | null>(null);
  const size = UNITS[unit];
  // Whatever else changes the value meanwhile, undo for example, is shown.
  const open = refused?.kept === seconds ? refused : null;
  const range = { most: format.number(Math.floor(most / size)), unit: t(unit) };
  const take = (typed: number | string): void => {
    const next = typeof typed === "number" ? typed * size : Number.NaN;
    if (next >= least && next <= most) {
      setRefused(null);
      onChange(next);
    } else setRefused({ typed, kept: seconds });
  };
  return (
    <Input.Wrapper
      label={label}
      description={description}
      labelElement="div"
      error={open && t(least > 0 ? "rangeAbove" : "range", range)}
    >
      <Group gap={6} wrap="nowrap">
        <NumberInput
          aria-label={label}
          value={open ? open.typed : seconds / size}
          onChange={take}
          error={open !== null}
          flex="1 1 110px"
          maw={200}
        />
        <Select
          aria-label={t("label")}
          data={Object.keys(UNITS).map((name) => ({ value: name, label: t(name) }))}
          value={unit}
          onChange={(next) => {
            if (!next) return;
            setUnit(next as Unit);
            setRefused(null);
            onChange(Math.min(most, (seconds / size) * UNITS[next as Unit]));
          }}
          allowDeselect={false}
          flex="1 1 130px"
          maw={200}
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
