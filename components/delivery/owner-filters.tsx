"use client";

import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryStates } from "nuqs";
import { useState } from "react";
import { campaignQueries } from "#components/campaign/queries.ts";
import { canvasQueries } from "#components/canvas/queries.ts";
import { FilterSelect, useFilter } from "#components/ui/filter-bar.tsx";

const SEARCH_PAUSE_MS = 250;

type Option = { value: string; label: string };

/** Whose deliveries: of one campaign. The list is searched on the server, because there may be thousands. */
export function CampaignFilter() {
  const t = useTranslations("deliveries");
  const [chosen, setChosen] = useFilter("campaign_id");
  const [search, setSearch] = useState("");
  const [asked] = useDebouncedValue(search, SEARCH_PAUSE_MS);
  const found = useQuery(campaignQueries.list({ search: asked || null }));
  const one = useQuery({ ...campaignQueries.one(chosen ?? ""), enabled: chosen !== null, retry: false });
  const options = (found.data?.campaigns ?? []).map(({ campaign_id, name }) => ({
    value: campaign_id,
    label: name,
  }));
  const known = chosen ? { value: chosen, label: one.data?.name ?? t("unknownCampaign") } : null;
  return (
    <OwnerSelect
      label={t("campaign")}
      options={withChosen(options, known)}
      value={chosen}
      onChange={(value) => void setChosen(value)}
      onSearch={setSearch}
    />
  );
}

/** Whose deliveries: of one journey, and there of one step. */
export function JourneyFilter() {
  const t = useTranslations("deliveries");
  const [{ canvas_id: chosen }, setChosen] = useQueryStates({
    canvas_id: parseAsString,
    step_id: parseAsString,
  });
  const [search, setSearch] = useState("");
  const [asked] = useDebouncedValue(search, SEARCH_PAUSE_MS);
  const found = useQuery(canvasQueries.list({ search: asked || null }));
  const one = useQuery({ ...canvasQueries.one(chosen ?? ""), enabled: chosen !== null, retry: false });
  const options = (found.data?.canvases ?? []).map(({ canvas_id, name }) => ({
    value: canvas_id,
    label: name,
  }));
  const known = chosen ? { value: chosen, label: one.data?.name ?? t("unknownJourney") } : null;
  const steps = (one.data?.steps ?? []).filter((step) => step.type === "message");
  return (
    <>
      <OwnerSelect
        label={t("journey")}
        options={withChosen(options, known)}
        value={chosen}
        onChange={(canvas_id) => void setChosen({ canvas_id, step_id: null })}
        onSearch={setSearch}
      />
      {chosen ? (
        <FilterSelect
          param="step_id"
          label={t("step")}
          searchable
          options={steps.map((step) => ({ value: step.id, label: step.name ?? step.id }))}
        />
      ) : null}
    </>
  );
}

function withChosen(options: Option[], chosen: Option | null): Option[] {
  if (!chosen || options.some(({ value }) => value === chosen.value)) return options;
  return [chosen, ...options];
}

type OwnerSelectProps = {
  label: string;
  options: Option[];
  value: string | null;
  onChange: (value: string | null) => void;
  onSearch: (text: string) => void;
};

function OwnerSelect({ label, options, value, onChange, onSearch }: OwnerSelectProps) {
  const t = useTranslations("deliveries");
  return (
    <Select
      aria-label={label}
      placeholder={label}
      w={{ base: "100%", xs: 200 }}
      data={options}
      value={value}
      onChange={onChange}
      onSearchChange={(text) => onSearch(options.some((option) => option.label === text) ? "" : text)}
      filter={({ options: found }) => found}
      nothingFoundMessage={t("noneFound")}
      searchable
      clearable
    />
  );
}
