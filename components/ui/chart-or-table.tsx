"use client";

import { SegmentedControl, Stack } from "@mantine/core";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";

type ChartOrTableProps = {
  /** What is shown, for the switch: "Over time". */
  label: string;
  /** Drawn for the eye only: the table says the same. */
  chart: ReactNode;
  table: ReactNode;
};

/** A chart with its table twin, one of them at a time; screen readers get the table in either case. */
export function ChartOrTable({ label, chart, table }: ChartOrTableProps) {
  const t = useTranslations("ui.chart");
  const [view, setView] = useState("chart");
  return (
    <Stack gap="xs">
      <SegmentedControl
        size="xs"
        aria-label={t("show", { name: label })}
        value={view}
        onChange={setView}
        data={[
          { value: "chart", label: t("chart") },
          { value: "table", label: t("table") },
        ]}
        style={{ alignSelf: "flex-end" }}
      />
      {view === "chart" ? <div aria-hidden="true">{chart}</div> : null}
      {view === "table" ? table : null}
    </Stack>
  );
}
