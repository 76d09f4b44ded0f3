"use client";

import { useRef, useState } from "react";

export type RowMove = "up" | "down" | "first" | "last";

/** One tab stop for the rows of a table; arrow keys, Home and End walk from row to row. */
export function useRowKeys() {
  const bodyRef = useRef<HTMLTableSectionElement>(null);
  const [active, setActive] = useState(0);

  function move(from: HTMLElement, how: RowMove) {
    const rows = Array.from(bodyRef.current?.querySelectorAll<HTMLElement>("tr[data-row]") ?? []);
    const index = rows.indexOf(from);
    const target = { up: index - 1, down: index + 1, first: 0, last: rows.length - 1 }[how];
    rows[Math.max(0, Math.min(target, rows.length - 1))]?.focus();
  }

  return { bodyRef, setActive, move, tabIndexOf: (index: number) => (index === active ? 0 : -1) };
}
