"use client";

import { ActionIcon, Button, Group, Menu, Text } from "@mantine/core";
import { IconDots, IconPlus } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { ToneBadge } from "#components/ui/status-badge.tsx";
import type { CanvasStats } from "#lib/canvas/run-schema.ts";
import type { CanvasDefinition, CanvasProblem } from "#lib/canvas/schema.ts";
import classes from "./canvas.module.css";
import { useCommands } from "./commands.tsx";
import { entryWords } from "./entry-words.ts";
import { START } from "./graph.ts";
import { NoteText } from "./note-node.tsx";
import { type OutlineRow, outlineRows } from "./outline-rows.ts";
import type { Overlay } from "./simulation-clock.ts";
import { StepIcon } from "./step-node.tsx";
import { outputWords, stepSummary, stepTitle } from "./step-words.ts";

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
  const { selected, ask } = useCommands();
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
              <th scope="col">{t("actions")}</th>
            </tr>
          </thead>
          <tbody ref={body}>
            {rows.map((row) => (
              <Row
                key={row.key}
                row={row}
                active={row.key === activeKey}
                here={hereWords(row, stats, overlay)}
                taken={overlay ? isTaken(row, overlay) : null}
                problem={
                  row.kind === "step"
                    ? problems.find((problem) => problem.step_id === row.step.id)
                    : undefined
                }
                onMove={(how) => step(row, how)}
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

type RowProps = {
  row: OutlineRow;
  active: boolean;
  here: string;
  /** Whether simulated people come by; null when nothing is simulated. */
  taken: boolean | null;
  problem: CanvasProblem | undefined;
  onMove: (how: string) => void;
  onEdit: () => void;
};

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

const MOVES = ["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "Home", "End"];

function Row({ row, active, here, taken, problem, onMove, onEdit }: RowProps) {
  const t = useTranslations("journeys");
  const commands = useCommands();
  const id = row.kind === "step" ? row.step.id : null;

  function onKeyDown(event: KeyboardEvent<HTMLTableRowElement>) {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey) return;
    const alt = event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown");
    const handled = alt ? shift(event.key === "ArrowUp" ? -1 : 1) : act(event.key);
    if (!handled) return;
    event.preventDefault();
    event.stopPropagation();
  }

  function click(stepId: string, several: boolean) {
    if (several) toggle(stepId);
    else commands.select(stepId);
  }

  /** Into the marked steps, or out of them. */
  function toggle(stepId: string) {
    const others = [...commands.marked].filter((other) => other !== stepId);
    commands.mark(commands.marked.has(stepId) ? others : [...others, stepId]);
  }

  function shift(by: -1 | 1): boolean {
    if (id) commands.shift(id, by);
    return id !== null;
  }

  function act(key: string): boolean {
    if (MOVES.includes(key)) onMove(key);
    else if (key === "Enter" || key === "F2") open();
    else if (key === "Insert" || key === "a") addBehind();
    else return id !== null && actOnStep(key, id);
    return true;
  }

  function open() {
    if (row.kind === "join") return commands.select(row.to);
    if (id === null) return addBehind();
    commands.select(id);
    onEdit();
  }

  function addBehind() {
    const place = row.kind === "step" ? commands.placeAfter(row.step.id) : row.place;
    commands.ask({ kind: "add", place });
  }

  function actOnStep(key: string, stepId: string): boolean {
    const marked = commands.marked.has(stepId) ? [...commands.marked] : [stepId];
    const action = {
      " ": () => toggle(stepId),
      A: () => commands.ask({ kind: "before", id: stepId }),
      b: () => commands.ask({ kind: "branch", id: stepId }),
      m: () => commands.ask({ kind: "move", id: stepId }),
      d: () => commands.duplicate(stepId),
      Delete: () => commands.removeAll(marked),
    }[key];
    action?.();
    return action !== undefined;
  }

  return (
    <tr
      className={classes.outlineRow}
      data-row={row.key}
      data-taken={taken ?? undefined}
      aria-level={row.level}
      aria-selected={id !== null && commands.marked.has(id)}
      tabIndex={active ? 0 : -1}
      onKeyDown={onKeyDown}
      onClick={(event) => (id ? click(id, event.ctrlKey || event.metaKey) : undefined)}
    >
      <td style={{ paddingInlineStart: `${0.5 + (row.level - 1) * 1.1}rem` }}>
        <Label row={row} />
        {problem ? (
          <Text size="xs" c={problem.severity === "error" ? "var(--sb-bad)" : "var(--sb-warn)"}>
            {problem.message}
          </Text>
        ) : null}
      </td>
      <td className={classes.outlineSummary}>{row.kind === "step" ? stepSummary(t, row.step) : ""}</td>
      <td style={{ textAlign: "center" }}>{here}</td>
      <td>
        <RowActions row={row} onEdit={onEdit} />
      </td>
    </tr>
  );
}

function Label({ row }: { row: OutlineRow }) {
  const t = useTranslations("journeys");
  const { title } = useCommands();
  if (row.kind === "end") return <Text size="sm">{t("end")}</Text>;
  if (row.kind === "join") return <Text size="sm">{t("goesOn", { name: title(row.to) })}</Text>;
  if (row.kind === "branch")
    return (
      <Text size="sm" fw={600}>
        {outputWords(t, row.output) || t("outputs.next")}
      </Text>
    );
  return (
    <span className={classes.outlineStep}>
      <StepIcon type={row.step.type} />
      <Text size="sm" fw={600} component="span">
        {stepTitle(t, row.step)}
      </Text>
      {row.detached ? <ToneBadge tone="warn">{t("detached")}</ToneBadge> : null}
    </span>
  );
}

function RowActions({ row, onEdit }: { row: OutlineRow; onEdit: () => void }) {
  const t = useTranslations("journeys");
  const { ask, title, placeAfter, select, shift, duplicate, remove } = useCommands();
  if (row.kind !== "step") {
    const name = row.place.from === null ? t("entry") : title(row.place.from);
    return (
      <ActionIcon
        tabIndex={-1}
        aria-label={t("insertAfter", { name, path: row.kind === "branch" ? outputWords(t, row.output) : "" })}
        onClick={() => ask({ kind: "add", place: row.place })}
      >
        <IconPlus size={16} aria-hidden="true" />
      </ActionIcon>
    );
  }
  const { id } = row.step;
  return (
    <Group gap={2} wrap="nowrap" justify="flex-end">
      <Menu>
        <Menu.Target>
          <ActionIcon tabIndex={-1} aria-label={t("actionsFor", { name: title(id) })}>
            <IconDots size={16} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            onClick={() => {
              select(id);
              onEdit();
            }}
          >
            {t("edit")}
          </Menu.Item>
          <Menu.Item onClick={() => ask({ kind: "add", place: placeAfter(id) })}>
            {t("dialogs.add")}
          </Menu.Item>
          <Menu.Item onClick={() => ask({ kind: "before", id })}>{t("dialogs.before")}</Menu.Item>
          <Menu.Item onClick={() => shift(id, -1)}>{t("moveUp")}</Menu.Item>
          <Menu.Item onClick={() => shift(id, 1)}>{t("moveDown")}</Menu.Item>
          <Menu.Item onClick={() => ask({ kind: "move", id })}>{t("dialogs.move")}</Menu.Item>
          <Menu.Item onClick={() => duplicate(id)}>{t("duplicate")}</Menu.Item>
          <Menu.Item color="red" onClick={() => remove(id)}>
            {t("delete")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
