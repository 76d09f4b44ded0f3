"use client";

import { Select, type SelectProps } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { fullName } from "./people-list.tsx";
import { peopleQueries } from "./queries.ts";

type PersonSelectProps = {
  label: string;
  placeholder?: string;
  /** External id; empty for nobody. */
  value: string;
  onChange: (externalId: string) => void;
  style?: SelectProps["style"];
};

const SEARCH_PAUSE_MS = 250;

/** Finds one person of the workspace by name or id. */
export function PersonSelect({ label, placeholder, value, onChange, style }: PersonSelectProps) {
  const t = useTranslations("composer");
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, SEARCH_PAUSE_MS);
  const { data } = useQuery(peopleQueries.list({ search: search === value ? "" : search }));
  const options = (data?.users ?? []).map((person) => ({
    value: person.external_id,
    label: [fullName(person), person.external_id].filter(Boolean).join(" · "),
  }));
  if (value !== "" && !options.some((option) => option.value === value))
    options.unshift({ value, label: value });
  return (
    <Select
      label={label}
      placeholder={placeholder ?? ""}
      data={options}
      value={value || null}
      onChange={(id) => onChange(id ?? "")}
      onSearchChange={setTyped}
      filter={({ options: all }) => all}
      nothingFoundMessage={t("nobodyFound")}
      searchable
      clearable
      style={style}
    />
  );
}
