"use client";

import { NumberInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import type {
  EventFilter,
  FilterLeaf,
  PurchaseFilter,
  ReceivedCampaignFilter,
  ReceivedCanvasFilter,
} from "#lib/segment/filter.ts";

type WithinDaysProps = {
  leaf: EventFilter | PurchaseFilter | ReceivedCampaignFilter | ReceivedCanvasFilter;
  onChange: (leaf: FilterLeaf) => void;
};

/** "in the last 30 days"; at any time while it is empty. */
export function WithinDays({ leaf, onChange }: WithinDaysProps) {
  const t = useTranslations("segments.rule");
  return (
    <NumberInput
      aria-label={t("withinDays")}
      placeholder={t("anyTime")}
      prefix={`${t("inTheLast")} `}
      suffix={t("daysUnit", { count: leaf.within_days ?? 0 })}
      min={0}
      value={leaf.within_days ?? ""}
      onChange={(value) => {
        const { within_days: _old, ...rest } = leaf;
        onChange((typeof value === "number" ? { ...rest, within_days: value } : rest) as FilterLeaf);
      }}
      w={180}
    />
  );
}
