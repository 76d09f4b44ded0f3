"use client";

import { IconPlus } from "@tabler/icons-react";
import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import classes from "./canvas.module.css";
import { useCommands } from "./commands.tsx";
import type { Place } from "./graph.ts";
import type { Route } from "./layout.ts";

export type PlusEdgeData = {
  place: Place;
  /** What it leaves: a step, or the entry. */
  name: string;
  label: string;
  insert: boolean;
  /** Simulated people who go this way; null when nothing is simulated. */
  people: number | null;
  /** Where it runs: past the steps it does not belong to. */
  route: Route;
};

/** A way between two steps, with its name and a button that puts a step on it. */
export const PlusEdge = memo(function PlusEdge(props: EdgeProps) {
  const t = useTranslations("journeys");
  const { ask } = useCommands();
  const { place, name, label, insert, people, route } = props.data as PlusEdgeData;
  return (
    <>
      <BaseEdge
        path={route.path}
        {...(people === null ? {} : { className: people > 0 ? classes.taken : classes.notTaken })}
        {...(props.markerEnd ? { markerEnd: props.markerEnd } : {})}
      />
      {label || insert || people ? (
        <EdgeLabelRenderer>
          <div
            className={`${classes.edgeTools} nodrag nopan`}
            style={{ transform: `translate(-50%, -50%) translate(${route.x}px, ${route.y}px)` }}
          >
            {label ? <span className={classes.edgeLabel}>{label}</span> : null}
            {people ? <span className={classes.edgeLabel}>{t("onPath", { count: people })}</span> : null}
            {insert ? (
              <button
                type="button"
                className={classes.plus}
                aria-label={t("insertAfter", { name, path: label })}
                onClick={() => ask({ kind: "add", place })}
              >
                <IconPlus size={14} aria-hidden="true" />
              </button>
            ) : null}
          </div>
        </EdgeLabelRenderer>
      ) : null}
    </>
  );
});
