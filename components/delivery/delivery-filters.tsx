"use client";

import { Text, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { FilterBar, FilterReset, FilterSearch, FilterSelect, useFilter } from "#components/ui/filter-bar.tsx";
import { DELIVERY_REASONS, DELIVERY_STATUSES, LOGGED_KINDS, STATUS_CLASSES } from "#lib/delivery/schema.ts";
import { CampaignFilter, JourneyFilter } from "./owner-filters.tsx";
import { useReasonWords } from "./reason.tsx";
import { FILTER_PARAMS } from "./use-delivery-filter.ts";

/** All filters of the log. What has no field here (one sending call) comes from links and is reset with the rest. */
export function DeliveryFilters() {
  const t = useTranslations("deliveries");
  const statusWord = useTranslations("ui.status");
  const reasonWords = useReasonWords();
  return (
    <FilterBar>
      <FilterSelect
        param="status"
        label={t("status")}
        options={DELIVERY_STATUSES.map((value) => ({ value, label: statusWord(value) }))}
      />
      <FilterSelect
        param="reason"
        label={t("reason")}
        searchable
        options={DELIVERY_REASONS.map((value) => ({ value, label: reasonWords(value) }))}
      />
      <FilterSelect
        param="status_class"
        label={t("answer")}
        options={STATUS_CLASSES.map((value) => ({ value, label: value === "none" ? t("noAnswer") : value }))}
      />
      <FilterSelect
        param="attempt_kind"
        label={t("lastAttempt")}
        options={LOGGED_KINDS.map((value) => ({ value, label: t(`attemptKinds.${value}`) }))}
      />
      <CampaignFilter />
      <JourneyFilter />
      <FilterSearch param="external_user_id" label={t("person")} />
      <FilterSearch param="host" label={t("host")} />
      <FilterSearch param="delivery_id" label={t("id")} />
      <TimeFilter param="since" label={t("since")} />
      <TimeFilter param="until" label={t("until")} />
      <FilterReset params={[...FILTER_PARAMS]} />
    </FilterBar>
  );
}

/** A moment in the browser's own zone; the address keeps it as an instant. */
function TimeFilter({ param, label }: { param: string; label: string }) {
  const [value, setValue] = useFilter(param);
  return (
    <TextInput
      type="datetime-local"
      wrapperProps={{ "data-wide": true }}
      aria-label={label}
      leftSection={<Text size="xs">{label}</Text>}
      leftSectionWidth={48}
      w={{ base: "100%", xs: 240 }}
      value={value ? toLocal(value) : ""}
      onChange={(event) => {
        const at = new Date(event.currentTarget.value);
        void setValue(Number.isNaN(at.getTime()) ? null : at.toISOString());
      }}
    />
  );
}

function toLocal(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "";
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
