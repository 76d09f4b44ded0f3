"use client";

import { Text, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { momentOfInput, toClockInput } from "#components/campaign/clock-input.ts";
import { useSession } from "#components/shell/session.tsx";
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

/** A moment on the workspace's clock, as the list shows them; the address keeps it as an instant. */
function TimeFilter({ param, label }: { param: string; label: string }) {
  const [value, setValue] = useFilter(param);
  const { time_zone: zone } = useSession().workspace;
  return (
    <TextInput
      type="datetime-local"
      wrapperProps={{ "data-wide": true }}
      aria-label={`${label} (${zone})`}
      title={zone}
      leftSection={<Text size="xs">{label}</Text>}
      leftSectionWidth={48}
      w={{ base: "100%", xs: 240 }}
      value={toClockInput(value, zone)}
      onChange={(event) => void setValue(momentOfInput(event.currentTarget.value, zone))}
    />
  );
}
