"use client";

import { ActionIcon, Checkbox } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Fragment, type KeyboardEvent, type MouseEvent, type ReactNode } from "react";
import classes from "./data-table.module.css";
import type { DataTableColumn } from "./data-table-columns.ts";
import type { RowMove } from "./use-row-keys.ts";

const MOVES: Record<string, RowMove> = { ArrowUp: "up", ArrowDown: "down", Home: "first", End: "last" };
const INTERACTIVE = "a, button, input, select, textarea, label, [role=menuitem]";

type DataTableRowProps<Row> = {
  id: string;
  row: Row;
  columns: DataTableColumn<Row>[];
  rowHref?: (row: Row) => string;
  onRowOpen?: (row: Row) => void;
  rowDetail?: (row: Row) => ReactNode;
  rowActions?: (row: Row) => ReactNode;
  rowName?: (row: Row) => string;
  selected?: ReadonlySet<string>;
  onSelectedChange?: (selected: Set<string>) => void;
  tabIndex: number;
  onFocusRow: () => void;
  onMove: (from: HTMLElement, how: RowMove) => void;
  expanded: boolean;
  onToggleDetail: (id: string) => void;
};

/** A row of `DataTable`, with its detail when expanded. */
export function DataTableRow<Row>(props: DataTableRowProps<Row>) {
  const { id, row, columns, rowHref, rowDetail, rowActions, selected } = props;
  const t = useTranslations("ui");
  const router = useRouter();
  const primary = columns.find((column) => column.primary) ?? columns[0];
  const opens = Boolean(rowHref || props.onRowOpen || rowDetail);
  const isSelected = selected?.has(id) ?? false;

  function open() {
    if (rowDetail) props.onToggleDetail(id);
    else if (props.onRowOpen) props.onRowOpen(row);
    else if (rowHref) router.push(rowHref(row));
  }

  function toggleSelected() {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    props.onSelectedChange?.(next);
  }

  function onKeyDown(event: KeyboardEvent<HTMLTableRowElement>) {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const move = MOVES[event.key];
    if (move) props.onMove(event.currentTarget, move);
    else if (event.key === "Enter" && opens) open();
    else if (event.key === "x" && selected) toggleSelected();
    else return;
    event.preventDefault();
  }

  function onClick(event: MouseEvent) {
    if (event.target instanceof Element && event.target.closest(INTERACTIVE)) return;
    if (opens && !window.getSelection()?.toString()) open();
  }

  return (
    <Fragment>
      <tr
        data-row
        className={classes.row}
        data-open={opens || undefined}
        data-selected={isSelected || undefined}
        tabIndex={props.tabIndex}
        onFocus={props.onFocusRow}
        onKeyDown={onKeyDown}
        onClick={onClick}
      >
        {rowDetail ? (
          <td data-shrink>
            <ActionIcon
              size="sm"
              aria-expanded={props.expanded}
              aria-label={t("table.details", { name: props.rowName?.(row) ?? "" })}
              onClick={() => props.onToggleDetail(id)}
            >
              {props.expanded ? (
                <IconChevronDown size={15} aria-hidden="true" />
              ) : (
                <IconChevronRight size={15} aria-hidden="true" />
              )}
            </ActionIcon>
          </td>
        ) : null}
        {selected ? (
          <td data-shrink>
            <Checkbox
              size="xs"
              aria-label={t("table.select", { name: props.rowName?.(row) ?? id })}
              checked={isSelected}
              onChange={toggleSelected}
            />
          </td>
        ) : null}
        {columns.map((column) => (
          <td
            key={column.id}
            data-align={column.align}
            data-shrink={column.shrink || undefined}
            data-hide={column.hideBelow}
          >
            {rowHref && column === primary ? (
              <Link href={rowHref(row)} className={classes.link}>
                {column.cell(row)}
              </Link>
            ) : (
              column.cell(row)
            )}
          </td>
        ))}
        {rowActions ? <td data-shrink>{rowActions(row)}</td> : null}
      </tr>
      {rowDetail && props.expanded ? (
        <tr className={classes.detail}>
          <td colSpan={columns.length + 1 + Number(Boolean(selected)) + Number(Boolean(rowActions))}>
            {rowDetail(row)}
          </td>
        </tr>
      ) : null}
    </Fragment>
  );
}
