"use client";

import { createParser, useQueryState } from "nuqs";
import type { TableSort } from "./data-table.tsx";

const parseSort = createParser<NonNullable<TableSort>>({
  parse: (text) => {
    const [column, direction] = text.split(".");
    return column && (direction === "asc" || direction === "desc") ? { column, direction } : null;
  },
  serialize: ({ column, direction }) => `${column}.${direction}`,
  eq: (a, b) => a.column === b.column && a.direction === b.direction,
});

/** Sort order kept in the address as `?sort=name.desc`; hand both to `DataTable`. */
export function useTableSort(key = "sort"): [TableSort, (sort: TableSort) => void] {
  const [sort, setSort] = useQueryState(key, parseSort);
  return [sort, (next) => void setSort(next)];
}
