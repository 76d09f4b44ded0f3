"use client";

import { IconLogin2, IconPlus } from "@tabler/icons-react";
import { Handle, type NodeProps, Position } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { ToneBadge } from "#components/ui/status-badge.tsx";
import type { Step, StepType } from "#lib/canvas/step-schema.ts";
import classes from "./canvas.module.css";
import { useCommands } from "./commands.tsx";
import type { Place } from "./graph.ts";
import { STEP_ICONS, stepSummary, stepTitle } from "./step-words.ts";

export type StepCounts = { entered: number; here: number; done: number; failed: number; left: number };
export type StepNodeData = {
  step: Step;
  detached: boolean;
  problem: "error" | "warning" | null;
  counts: StepCounts | null;
  /** Whether simulated people come by; null when nothing is simulated. */
  visited: boolean | null;
};
export type EntryNodeData = { words: string };
export type EndNodeData = { place: Place; editable: boolean };

const FAMILIES: Record<StepType, "message" | "wait" | "split" | "data"> = {
  message: "message",
  delay: "wait",
  action_paths: "wait",
  decision_split: "split",
  audience_paths: "split",
  experiment_paths: "split",
  user_update: "data",
  context: "data",
  canvas: "message",
};

/** The coloured picture of a kind of step. */
export function StepIcon({ type }: { type: StepType }) {
  const Icon = STEP_ICONS[type];
  return (
    <span className={classes.icon} data-family={FAMILIES[type]} aria-hidden="true">
      <Icon size={18} />
    </span>
  );
}

/** One step on the canvas. */
export const StepNode = memo(function StepNode({ data, selected }: NodeProps) {
  const t = useTranslations("journeys");
  const { step, detached, problem, counts, visited } = data as StepNodeData;
  return (
    <div
      className={classes.node}
      data-selected={selected || undefined}
      data-detached={detached || undefined}
      data-visited={visited ?? undefined}
    >
      <Handle type="target" position={Position.Top} className={classes.handle} isConnectable={false} />
      <StepIcon type={step.type} />
      <span className={classes.text}>
        <span className={classes.title}>{stepTitle(t, step)}</span>
        <span className={classes.summary}>{stepSummary(t, step)}</span>
      </span>
      {problem ? (
        <span className={classes.mark}>
          <ToneBadge tone={problem === "error" ? "bad" : "warn"}>{t(`severity.${problem}`)}</ToneBadge>
        </span>
      ) : null}
      {counts ? (
        <span className={classes.counts}>
          <ToneBadge tone="idle">{t("counts.entered", { count: counts.entered })}</ToneBadge>
          {counts.here > 0 ? (
            <ToneBadge tone="info">{t("counts.here", { count: counts.here })}</ToneBadge>
          ) : null}
          {counts.done > 0 ? (
            <ToneBadge tone="ok">{t("counts.done", { count: counts.done })}</ToneBadge>
          ) : null}
          {counts.left > 0 ? (
            <ToneBadge tone="warn">{t("counts.left", { count: counts.left })}</ToneBadge>
          ) : null}
          {counts.failed > 0 ? (
            <ToneBadge tone="bad">{t("counts.failed", { count: counts.failed })}</ToneBadge>
          ) : null}
        </span>
      ) : null}
      <Handle type="source" position={Position.Bottom} className={classes.handle} isConnectable={false} />
    </div>
  );
});

/** Where people come in. */
export const EntryNode = memo(function EntryNode({ data }: NodeProps) {
  const t = useTranslations("journeys");
  return (
    <div className={classes.node}>
      <span className={classes.icon} data-family="split" aria-hidden="true">
        <IconLogin2 size={18} />
      </span>
      <span className={classes.text}>
        <span className={classes.title}>{t("entry")}</span>
        <span className={classes.summary}>{(data as EntryNodeData).words}</span>
      </span>
      <Handle type="source" position={Position.Bottom} className={classes.handle} isConnectable={false} />
    </div>
  );
});

/** An open way out: people end here, unless a step is added. */
export const EndNode = memo(function EndNode({ data }: NodeProps) {
  const t = useTranslations("journeys");
  const { ask, title } = useCommands();
  const { place, editable } = data as EndNodeData;
  const name = place.from === null ? t("entry") : title(place.from);
  return (
    <div className={classes.end}>
      <Handle type="target" position={Position.Top} className={classes.handle} isConnectable={false} />
      {editable ? (
        <button
          type="button"
          className={classes.plus}
          aria-label={t("addAfter", { name })}
          onClick={() => ask({ kind: "add", place })}
        >
          <IconPlus size={14} aria-hidden="true" />
        </button>
      ) : null}
      <span>{t("end")}</span>
    </div>
  );
});
