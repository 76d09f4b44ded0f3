"use client";

import { useMemo } from "react";
import { useFilterNames } from "#components/segment/use-filter-names.ts";
import { type NameLookup, stepKey } from "#lib/segment/describe.ts";

/** Names of segments, lists, campaigns and journeys, shown where a rule only knows ids. */
export function useNameLookup(): NameLookup {
  const { segments, lists, campaigns, canvases } = useFilterNames();
  return useMemo(() => {
    const named = (list: readonly { id: string; name: string }[]) => (id: string) =>
      list.find((item) => item.id === id)?.name;
    return {
      segment: named(segments),
      list: named(lists),
      campaign: named(campaigns),
      canvas: named(canvases),
      variation: named(campaigns.flatMap(({ parts }) => parts)),
      step: named(
        canvases.flatMap(({ id, parts }) => parts.map((step) => ({ ...step, id: stepKey(id, step.id) }))),
      ),
    };
  }, [segments, lists, campaigns, canvases]);
}
