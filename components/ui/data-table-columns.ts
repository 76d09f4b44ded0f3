import {
  type ColumnDef,
  createSortedRowModel,
  rowSortingFeature,
  type SortFn,
  tableFeatures,
} from "@tanstack/react-table";
import type { ReactNode } from "react";

/** One column. Give `sortValue` to make its header a sort button. */
export type DataTableColumn<Row> = {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** Value to sort by when the table sorts in the browser, or just `true` when the server sorts. */
  sortValue?: ((row: Row) => string | number | null) | true;
  align?: "start" | "end";
  /** As narrow as its content. */
  shrink?: boolean;
  /** Left out below 768 px (`sm`) or 1024 px (`md`). */
  hideBelow?: "sm" | "md";
  /** The cell that carries the link of the row; the first column by default. */
  primary?: boolean;
  /** Header for screen readers only, e.g. a column of buttons. */
  hiddenHeader?: boolean;
};

export const dataTableFeatures = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
});

export type Features = typeof dataTableFeatures;
export type TableRow<Row> = { id: string; row: Row };

/** Columns as the table library wants them. Rows are wrapped because it requires object rows. */
export function toColumnDefs<Row>(columns: DataTableColumn<Row>[]): ColumnDef<Features, TableRow<Row>>[] {
  return columns.map((column) => {
    const { sortValue } = column;
    const value = typeof sortValue === "function" ? sortValue : () => null;
    const sortFn: SortFn<Features, TableRow<Row>> = (a, b) =>
      compareValues(value(a.original.row), value(b.original.row));
    return {
      id: column.id,
      accessorFn: (row: TableRow<Row>) => value(row.row),
      enableSorting: sortValue !== undefined,
      header: column.header,
      sortFn,
    };
  });
}

/** Empty values first, numbers by size, text as people sort it ("10" after "9"). */
export function compareValues(a: string | number | null, b: string | number | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), undefined, { numeric: true, sensitivity: "base" });
}
