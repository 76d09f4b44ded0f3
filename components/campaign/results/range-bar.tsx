"use client";

import { Button, Group, Select, Switch } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { IconDownload } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { RANGES } from "./range.ts";
import type { useRange } from "./use-range.ts";

type RangeBarProps = {
  state: ReturnType<typeof useRange>;
  csvHref: string;
  /** Whether the numbers follow what happens. */
  live: boolean;
  onLiveChange: (live: boolean) => void;
};

/** Which stretch of time, whether the numbers move, and the numbers as a file. */
export function RangeBar({ state, csvHref, live, onLiveChange }: RangeBarProps) {
  const t = useTranslations("results");
  return (
    <Group gap="sm" align="flex-end">
      <RangeSelect state={state} ranges={RANGES} />
      <Switch
        label={t("live")}
        checked={live}
        onChange={(event) => onLiveChange(event.currentTarget.checked)}
        mb={8}
      />
      <Button
        component="a"
        href={csvHref}
        download
        variant="default"
        ms="auto"
        leftSection={<IconDownload size={16} aria-hidden="true" />}
      >
        {t("csv")}
      </Button>
    </Group>
  );
}

type RangeSelectProps = { state: RangeBarProps["state"]; ranges: readonly (typeof RANGES)[number][] };

/** A stretch of time by name, or its first and last day. */
export function RangeSelect({ state, ranges }: RangeSelectProps) {
  const t = useTranslations("results");
  return (
    <>
      <Select
        label={t("range.label")}
        data={ranges.map((value) => ({ value, label: t(`range.${value}`) }))}
        value={state.chosen}
        onChange={(value) => value && state.choose(value as (typeof RANGES)[number])}
        allowDeselect={false}
        w={180}
      />
      {state.chosen === "custom" ? (
        <DatePickerInput
          type="range"
          label={t("range.days")}
          placeholder={t("range.pick")}
          value={[state.days[0], state.days[1]]}
          onChange={([from, to]) => state.setDays(from, to)}
          maxDate={new Date()}
          allowSingleDateInRange
          clearable
          w={260}
        />
      ) : null}
    </>
  );
}
