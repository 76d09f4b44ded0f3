"use client";

import { Checkbox, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconArrowDown, IconArrowsSort, IconArrowUp } from "@tabler/icons-react";
import { type SortingState, useTable } from "@tanstack/react-table";
import { useTranslations } from "next-intl";
import { type CSSProperties, type ReactNode, useId, useMemo, useState } from "react";
import classes from "./data-table.module.css";
import { type DataTableColumn, dataTableFeatures, toColumnDefs } from "./data-table-columns.ts";
import { DataTableRow } from "./data-table-row.tsx";
import { useRowKeys } from "./use-row-keys.ts";

export type TableSort = { column: string; direction: "asc" | "desc" } | null;

type DataTableProps<Row> = {
  /** What the table lists. Read out with the number of rows; not shown. */
  caption: string;
  columns: DataTableColumn<Row>[];
  rows: Row[];
  rowId: (row: Row) => string;
  /** Where a row leads: the primary cell becomes a link, click and Enter open it. */
  rowHref?: (row: Row) => string;
  /** Alternative to `rowHref`: what click and Enter do. */
  onRowOpen?: (row: Row) => void;
  /** Content under a row; then click and Enter expand instead of leaving. */
  rowDetail?: (row: Row) => ReactNode;
  /** Buttons at the end of a row. */
  rowActions?: (row: Row) => ReactNode;
  /** Given together: the server sorts and the caller keeps the state (see `useTableSort`). */
  sort?: TableSort;
  onSortChange?: (sort: TableSort) => void;
  /** Ids that are ticked; gives the table its checkbox column, and `x` on a focused row. */
  selected?: ReadonlySet<string>;
  onSelectedChange?: (selected: Set<string>) => void;
  /** Name of a row for its checkbox and its details button: "Select Loyalty credit". */
  rowName?: (row: Row) => string;
  /** Width under which the table scrolls sideways; where there is little room only what cannot give way scrolls. */
  minWidth?: number;
};

/** A real table: caption, sortable headers with `aria-sort`, rows that arrow keys walk and Enter opens. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowId, onSortChange, selected, minWidth = 480 } = props;
  const t = useTranslations("ui");
  const captionId = useId();
  const [localSort, setLocalSort] = useState<SortingState>([]);
  const [openIds, setOpenIds] = useState<ReadonlySet<string>>(new Set());
  const sorting = onSortChange ? toSortingState(props.sort ?? null) : localSort;
  const data = useMemo(() => rows.map((row) => ({ id: rowId(row), row })), [rows, rowId]);
  const definitions = useMemo(() => toColumnDefs(columns), [columns]);
  const table = useTable({
    features: dataTableFeatures,
    columns: definitions,
    data,
    state: { sorting },
    getRowId: (row) => row.id,
    manualSorting: onSortChange !== undefined,
    enableMultiSort: false,
  });
  const visible = table.getRowModel().rows.map((row) => row.original);
  const keys = useRowKeys();
  const toggleDetail = (id: string) => setOpenIds((ids) => toggled(ids, id));

  function sortBy(column: string) {
    const next = nextSort(sorting[0], column);
    if (onSortChange) onSortChange(next);
    else setLocalSort(toSortingState(next));
  }

  return (
    <div className={classes.frame}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className={classes.scroll} aria-labelledby={captionId} tabIndex={0}>
        <table className={classes.table} style={{ "--table-width": `${minWidth}px` } as CSSProperties}>
          <caption id={captionId} className={classes.caption}>
            {t("table.caption", { name: caption, count: rows.length })}
          </caption>
          <thead>
            <tr>
              {props.rowDetail ? (
                <th data-shrink scope="col">
                  <VisuallyHidden>{t("table.detailsColumn")}</VisuallyHidden>
                </th>
              ) : null}
              {selected ? <SelectAllHeader {...props} visible={visible.map((item) => item.id)} /> : null}
              {columns.map((column) => (
                <ColumnHeader key={column.id} column={column} sorted={sorting[0]} onSort={sortBy} />
              ))}
              {props.rowActions ? (
                <th data-shrink scope="col">
                  <VisuallyHidden>{t("table.actions")}</VisuallyHidden>
                </th>
              ) : null}
            </tr>
          </thead>
          <tbody ref={keys.bodyRef}>
            {visible.map((item, index) => (
              <DataTableRow
                key={item.id}
                {...props}
                id={item.id}
                row={item.row}
                tabIndex={keys.tabIndexOf(index)}
                onFocusRow={() => keys.setActive(index)}
                onMove={keys.move}
                expanded={openIds.has(item.id)}
                onToggleDetail={toggleDetail}
              />
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

type ColumnHeaderProps<Row> = {
  column: DataTableColumn<Row>;
  sorted: SortingState[number] | undefined;
  onSort: (column: string) => void;
};

function ColumnHeader<Row>({ column, sorted, onSort }: ColumnHeaderProps<Row>) {
  const active = sorted?.id === column.id;
  const direction = sorted?.desc ? "descending" : "ascending";
  const Icon = active ? (sorted?.desc ? IconArrowDown : IconArrowUp) : IconArrowsSort;
  const sortable = column.sortValue !== undefined;
  return (
    <th
      scope="col"
      data-align={column.align}
      data-shrink={column.shrink || undefined}
      data-hide={column.hideBelow}
      aria-sort={sortable ? (active ? direction : "none") : undefined}
    >
      {sortable ? (
        <UnstyledButton
          className={classes.sort}
          data-sorted={active || undefined}
          onClick={() => onSort(column.id)}
        >
          {column.header}
          <Icon size={13} className={classes.sortIcon} aria-hidden="true" />
        </UnstyledButton>
      ) : column.hiddenHeader ? (
        <VisuallyHidden>{column.header}</VisuallyHidden>
      ) : (
        column.header
      )}
    </th>
  );
}

function SelectAllHeader<Row>(props: DataTableProps<Row> & { visible: string[] }) {
  const t = useTranslations("ui");
  const { selected = new Set<string>(), onSelectedChange, visible } = props;
  const count = visible.filter((id) => selected.has(id)).length;
  return (
    <th data-shrink scope="col">
      <Checkbox
        size="xs"
        aria-label={t("table.selectAll")}
        checked={count > 0 && count === visible.length}
        indeterminate={count > 0 && count < visible.length}
        onChange={(event) => onSelectedChange?.(new Set(event.currentTarget.checked ? visible : []))}
      />
    </th>
  );
}

function toSortingState(sort: TableSort): SortingState {
  return sort ? [{ id: sort.column, desc: sort.direction === "desc" }] : [];
}

function nextSort(current: SortingState[number] | undefined, column: string): TableSort {
  if (current?.id !== column) return { column, direction: "asc" };
  return current.desc ? null : { column, direction: "desc" };
}

function toggled(ids: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}
