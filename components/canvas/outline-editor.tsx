"use client";

import { Button, Text, VisuallyHidden } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { CanvasStats } from "#lib/canvas/run-schema.ts";
import type { CanvasDefinition, CanvasProblem } from "#lib/canvas/schema.ts";
import classes from "./canvas.module.css";
import { useCommands, useSelection } from "./commands.tsx";
import { entryWords } from "./entry-words.ts";
import { START } from "./graph.ts";
import { NoteText } from "./note-node.tsx";
import { OutlineRowView } from "./outline-row.tsx";
import { type OutlineRow, outlineRows } from "./outline-rows.ts";
import type { Overlay } from "./simulation-clock.ts";
import { useStepSummary } from "./use-step-summary.ts";

type OutlineProps = {
  document: CanvasDefinition;
  problems: readonly CanvasProblem[];
  stats: CanvasStats | null;
  /** The path of simulated people. */
  overlay: Overlay | null;
  editable: boolean;
  /** Puts the focus into the inspector of the selected step. */
  onEdit: () => void;
};

/** The journey as a tree of rows: everything the canvas can do, by keyboard, screen reader and thumb. */
export function OutlineEditor({ document, problems, stats, overlay, editable, onEdit }: OutlineProps) {
  const t = useTranslations("journeys");
  const summaryOf = useStepSummary();
  const { ask } = useCommands();
  const { selected, marked } = useSelection();
  const rows = useMemo(() => outlineRows(document), [document]);
  const body = useRef<HTMLTableSectionElement>(null);
  const [active, setActive] = useState<string>("");
  const activeKey = rows.some((row) => row.key === active) ? active : (rows[0]?.key ?? "");

  // The step just added, moved or chosen elsewhere takes the focus, unless a form has it.
  useEffect(() => {
    if (!selected) return;
    setActive(selected);
    const focused = window.document.activeElement;
    if (focused && focused !== window.document.body && !body.current?.contains(focused)) return;
    body.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(selected)}"]`)?.focus();
  }, [selected]);

  function focusRow(key: string | undefined) {
    if (key === undefined) return;
    setActive(key);
    body.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`)?.focus();
  }

  const latest = useRef({ marked, step });
  latest.current = { marked, step };
  const onMove = useCallback((from: OutlineRow, how: string) => latest.current.step(from, how), []);
  const allMarked = useCallback(() => [...latest.current.marked], []);

  function step(from: OutlineRow, how: string) {
    const index = rows.findIndex((row) => row.key === from.key);
    const parent = rows.slice(0, index).findLast((row) => row.level < from.level);
    const child = rows[index + 1];
    const target = {
      ArrowDown: rows[index + 1],
      ArrowUp: rows[index - 1],
      Home: rows[0],
      End: rows.at(-1),
      ArrowLeft: parent,
      ArrowRight: child && child.level > from.level ? child : undefined,
    }[how];
    focusRow(target?.key);
  }

  return (
    <div className={classes.outline}>
      <Text size="sm" mb="xs">
        <strong>{t("entry")}</strong> {entryWords(t, document.entry)}
      </Text>
      {rows.length === 0 || document.steps.length === 0 ? (
        <Button
          leftSection={<IconPlus size={16} aria-hidden="true" />}
          onClick={() => ask({ kind: "add", place: START })}
        >
          {t("addFirst")}
        </Button>
      ) : (
        <table
          className={classes.outlineTable}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the treegrid pattern on a real table
          role="treegrid"
          aria-label={t("outlineLabel")}
          aria-multiselectable="true"
        >
          <thead>
            <tr>
              <th scope="col">{t("step")}</th>
              <th scope="col" className={classes.outlineSummary}>
                {t("summary")}
              </th>
              <th scope="col">{t("peopleHere")}</th>
              <th scope="col">
                <VisuallyHidden>{t("actions")}</VisuallyHidden>
              </th>
            </tr>
          </thead>
          <tbody ref={body}>
            {rows.map((row) => (
              <OutlineRowView
                key={row.key}
                row={row}
                summary={row.kind === "step" ? summaryOf(row.step) : ""}
                active={row.key === activeKey}
                marked={row.kind === "step" && marked.has(row.step.id)}
                here={hereWords(row, stats, overlay)}
                taken={overlay ? isTaken(row, overlay) : null}
                problem={
                  row.kind === "step"
                    ? problems.find((problem) => problem.step_id === row.step.id)
                    : undefined
                }
                allMarked={allMarked}
                onMove={onMove}
                onEdit={onEdit}
              />
            ))}
          </tbody>
        </table>
      )}
      {document.layout.notes.length > 0 ? (
        <section className={classes.outlineNotes} aria-label={t("stickyNotes")}>
          {document.layout.notes.map((note) => (
            <div key={note.id} className={classes.sticky}>
              <NoteText note={note} editable={editable} />
            </div>
          ))}
        </section>
      ) : null}
    </div>
  );
}

/** People at a step, or on a way out of one. */
function hereWords(row: OutlineRow, stats: CanvasStats | null, overlay: Overlay | null): string {
  if (row.kind === "step") {
    const { id } = row.step;
    const here = overlay ? overlay.here.get(id) : stats?.steps.find((item) => item.step === id)?.here;
    return here === undefined ? "" : String(here);
  }
  if (row.kind === "branch" && overlay) return `→ ${overlay.taken.get(placeKey(row)) ?? 0}`;
  return "";
}

function isTaken(row: OutlineRow, overlay: Overlay): boolean {
  return row.kind === "step" ? overlay.visited.has(row.step.id) : overlay.taken.has(placeKey(row));
}

function placeKey(row: Exclude<OutlineRow, { kind: "step" }>): string {
  return `${row.place.from ?? ""}/${row.place.output}`;
}
