"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { campaignQueries } from "#components/campaign/queries.ts";
import { listQueries } from "#components/segment/list-queries.ts";
import { segmentQueries } from "#components/segment/queries.ts";
import { useRuleWords } from "#components/segment/use-rule-words.ts";
import type { Step } from "#lib/canvas/step-schema.ts";
import { lookupIn, type NameLookup, stepKey } from "#lib/segment/describe.ts";
import { canvasQueries } from "./queries.ts";
import { stepSummary } from "./step-words.ts";

/** What a step does, in one line; its conditions with the names of what they refer to. The same function until a name changes. */
export function useStepSummary(): (step: Step) => string {
  const t = useTranslations("journeys");
  const say = useRuleWords();
  const names = useReferenceNames();
  return useMemo(() => {
    const known = new WeakMap<Step, string>();
    return (step) => {
      const summary = known.get(step) ?? stepSummary(t, step, { say, names });
      known.set(step, summary);
      return summary;
    };
  }, [t, say, names]);
}

/** Names of segments, lists, campaigns and journeys by their id. */
export function useReferenceNames(): NameLookup {
  const { data: segments } = useQuery(segmentQueries.list());
  const { data: lists } = useQuery(listQueries.list());
  const { data: campaigns } = useQuery(campaignQueries.names());
  const { data: canvases } = useQuery(canvasQueries.names());
  return useMemo(
    () =>
      lookupIn(
        new Map([
          ...(segments ?? []).map(({ segment_id: id, name }) => [id, name] as const),
          ...(lists ?? []).map(({ list_id: id, name }) => [id, name] as const),
          ...(campaigns?.campaigns ?? []).map(({ campaign_id: id, name }) => [id, name] as const),
          ...(campaigns?.campaigns ?? []).flatMap(({ variations }) =>
            variations.map((one) => [one.message_variation_id, one.name] as const),
          ),
          ...(canvases?.canvases ?? []).map(({ canvas_id: id, name }) => [id, name] as const),
          ...(canvases?.canvases ?? []).flatMap(({ canvas_id: id, message_steps: steps }) =>
            steps.map((step) => [stepKey(id, step.id), step.name] as const),
          ),
        ]),
      ),
    [segments, lists, campaigns, canvases],
  );
}
