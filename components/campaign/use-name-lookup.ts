"use client";

import { useMemo } from "react";
import { useFilterNames } from "#components/segment/use-filter-names.ts";
import type { NameLookup } from "#lib/segment/describe.ts";

/** Names of segments and campaigns, shown where a rule only knows ids. */
export function useNameLookup(): NameLookup {
  const { segments, campaigns } = useFilterNames();
  return useMemo(() => {
    const named = (list: readonly { id: string; name: string }[]) => (id: string) =>
      list.find((item) => item.id === id)?.name;
    return { segment: named(segments), campaign: named(campaigns) };
  }, [segments, campaigns]);
}
