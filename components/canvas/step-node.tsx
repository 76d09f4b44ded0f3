"use client";

import { IconLogin2, IconPlus } from "@tabler/icons-react";
import { Handle, type NodeProps, Position } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { ToneBadge } from "#components/ui/status-badge.tsx";
import type { Did } from "#lib/canvas/run-schema.ts";
import type { Step, StepType } from "#lib/canvas/step-schema.ts";
import classes from "./canvas.module.css";
import { useCommands } from "./commands.tsx";
import type { Place } from "./graph.ts";
import { STEP_ICONS, stepTitle } from "./step-words.ts";

export type StepCounts = { entered: number; here: number; done: number; failed: number; left: number };
export type StepNodeData = {
  step: Step;
  /** What it does, in one line. */
  summary: string;
  detached: boolean;
  problem: "error" | "warning" | null;
  counts: StepCounts | null;
  /** Whether counts are of real people, to be looked at. */
  leads: boolean;
  /** Whether simulated people come by; null when nothing is simulated. */
  visited: boolean | null;
};
export type EntryNodeData = { words: string };
export type EndNodeData = { place: Place; name: string; editable: boolean };

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
  const { step, summary, detached, problem, counts, leads, visited } = data as StepNodeData;
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
        <span className={classes.summary}>{summary}</span>
      </span>
      {problem ? (
        <span className={classes.mark}>
          <ToneBadge tone={problem === "error" ? "bad" : "warn"}>{t(`severity.${problem}`)}</ToneBadge>
        </span>
      ) : null}
      {counts ? <Counts step={step} counts={counts} leads={leads} /> : null}
      <Handle type="source" position={Position.Bottom} className={classes.handle} isConnectable={false} />
    </div>
  );
});

const COUNT_TONES = { entered: "idle", done: "ok", here: "info", left: "warn", failed: "bad" } as const;
const SHOWN = ["entered", "done", "here", "left", "failed"] as const satisfies readonly Did[];

type CountsProps = { step: Step; counts: StepCounts; leads: boolean };

/** Numbers of a step; real ones lead to the people behind them. */
function Counts({ step, counts, leads }: CountsProps) {
  const t = useTranslations("journeys");
  const results = useTranslations("journeyResults");
  const { showPeople } = useCommands();
  const shown = SHOWN.filter((did) => did === "entered" || counts[did] > 0);
  return (
    <span className={classes.counts}>
      {shown.map((did) => {
        const badge = (
          <ToneBadge tone={COUNT_TONES[did]}>{t(`counts.${did}`, { count: counts[did] })}</ToneBadge>
        );
        if (!leads) return <span key={did}>{badge}</span>;
        return (
          <button
            key={did}
            type="button"
            className={`${classes.countButton} nodrag`}
            aria-label={results("showPeople", {
              name: stepTitle(t, step),
              what: results(`did.${did}`),
              count: counts[did],
            })}
            onClick={(event) => {
              event.stopPropagation();
              showPeople(step.id, did);
            }}
          >
            {badge}
          </button>
        );
      })}
    </span>
  );
}

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
  const { ask } = useCommands();
  const { place, name, editable } = data as EndNodeData;
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
