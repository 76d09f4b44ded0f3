"use client";

import { ActionIcon, Group, Menu, Text } from "@mantine/core";
import { IconDots, IconPlus } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, memo } from "react";
import { ToneBadge } from "#components/ui/status-badge.tsx";
import type { CanvasProblem } from "#lib/canvas/schema.ts";
import classes from "./canvas.module.css";
import { useCommands } from "./commands.tsx";
import type { OutlineRow } from "./outline-rows.ts";
import { StepIcon } from "./step-node.tsx";
import { outputWords, stepTitle } from "./step-words.ts";

type RowProps = {
  row: OutlineRow;
  /** What a step does, in one line. */
  summary: string;
  active: boolean;
  /** Whether its step is among the marked ones. */
  marked: boolean;
  here: string;
  /** Whether simulated people come by; null when nothing is simulated. */
  taken: boolean | null;
  problem: CanvasProblem | undefined;
  /** All that are marked, asked for when something is done to them. */
  allMarked: () => readonly string[];
  onMove: (row: OutlineRow, how: string) => void;
  onEdit: () => void;
};

const MOVES = ["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "Home", "End"];

/** One row of the outline: a step, a way out of one, or an end; everything can be done from it by keys. */
export const OutlineRowView = memo(function OutlineRowView(props: RowProps) {
  const { row, summary, active, marked, here, taken, problem, allMarked, onMove, onEdit } = props;
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
    const others = allMarked().filter((other) => other !== stepId);
    commands.mark(marked ? others : [...others, stepId]);
  }

  function shift(by: -1 | 1): boolean {
    if (id) commands.shift(id, by);
    return id !== null;
  }

  function act(key: string): boolean {
    if (MOVES.includes(key)) onMove(row, key);
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
    const chosen = marked ? allMarked() : [stepId];
    const action = {
      " ": () => toggle(stepId),
      A: () => commands.ask({ kind: "before", id: stepId }),
      b: () => commands.ask({ kind: "branch", id: stepId }),
      m: () => commands.ask({ kind: "move", id: stepId }),
      d: () => commands.duplicate(stepId),
      Delete: () => commands.removeAll(chosen),
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
      aria-selected={marked}
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
      <td className={classes.outlineSummary}>{summary}</td>
      <td style={{ textAlign: "center" }}>{here}</td>
      <td>
        <RowActions row={row} onEdit={onEdit} />
      </td>
    </tr>
  );
});

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
