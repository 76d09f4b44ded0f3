"use client";

import { Button, CloseButton, Group, Select, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconFilter, IconSearch } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { debounce, parseAsString, useQueryState, useQueryStates } from "nuqs";
import type { ReactNode } from "react";
import classes from "./filter-bar.module.css";

/**
 * Row of filters above a list. Everything inside keeps its state in the address. On a phone they are not there until
 * they are asked for.
 */
export function FilterBar({ children, label }: { children: ReactNode; label?: string }) {
  const t = useTranslations("ui");
  const [isOpen, { toggle }] = useDisclosure(false);
  return (
    <Group
      className={classes.bar}
      role="search"
      aria-label={label ?? t("filter.label")}
      data-open={isOpen || undefined}
      gap="xs"
      mb="sm"
    >
      {children}
      <Button
        className={classes.more ?? ""}
        variant="default"
        aria-expanded={isOpen}
        leftSection={<IconFilter size={15} aria-hidden="true" />}
        onClick={toggle}
      >
        {t(isOpen ? "filter.fewer" : "filter.more")}
      </Button>
    </Group>
  );
}

/** One text filter in the address: `const [status, setStatus] = useFilter("status")`; null when absent. */
export function useFilter(param: string) {
  return useQueryState(param, parseAsString);
}

type FilterSearchProps = { param?: string; label: string; placeholder?: string };

/** Search field; the address (and so the query) follows 250 ms after the last key. `/` focuses it. */
export function FilterSearch({ param = "q", label, placeholder }: FilterSearchProps) {
  const t = useTranslations("ui");
  const [value, setValue] = useQueryState(
    param,
    parseAsString.withOptions({ limitUrlUpdates: debounce(250) }),
  );
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={placeholder ?? label}
      data-page-search
      w={{ base: "100%", xs: 260 }}
      value={value ?? ""}
      onChange={(event) => void setValue(event.currentTarget.value || null)}
      leftSection={<IconSearch size={15} aria-hidden="true" />}
      rightSection={
        value ? (
          <CloseButton size="sm" aria-label={t("filter.clear")} onClick={() => void setValue(null)} />
        ) : null
      }
    />
  );
}

type FilterSelectProps = {
  param: string;
  label: string;
  options: { value: string; label: string }[];
  searchable?: boolean;
};

/** Choice among fixed values; empty means "any". */
export function FilterSelect({ param, label, options, searchable = false }: FilterSelectProps) {
  const [value, setValue] = useFilter(param);
  return (
    <Select
      aria-label={label}
      placeholder={label}
      w={{ base: "100%", xs: 180 }}
      data={options}
      value={value}
      onChange={(next) => void setValue(next)}
      searchable={searchable}
      clearable
    />
  );
}

/** "Clear filters", shown only while one of `params` is set. */
export function FilterReset({ params }: { params: string[] }) {
  const t = useTranslations("ui");
  const [values, setValues] = useQueryStates(
    Object.fromEntries(params.map((param) => [param, parseAsString])),
  );
  const active = Object.values(values).some((value) => value !== null);
  if (!active) return null;
  return (
    <Button data-stays variant="subtle" color="gray" onClick={() => void setValues(null)}>
      {t("filter.reset")}
    </Button>
  );
}
