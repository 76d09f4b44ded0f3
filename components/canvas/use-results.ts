"use client";

import { useQuery } from "@tanstack/react-query";
import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { DID } from "#lib/canvas/run-schema.ts";
import { canvasQueries, type StatsFilter } from "./queries.ts";

export const SPANS = ["all", "day", "week", "month"] as const;
export type Span = (typeof SPANS)[number];

const SECONDS: Record<Exclude<Span, "all">, number> = { day: 86_400, week: 7 * 86_400, month: 30 * 86_400 };
const HOUR_MS = 3_600_000;

/** What the results show; all of it is in the address. */
export function useResults() {
  const [state, set] = useQueryStates({
    span: parseAsStringLiteral(SPANS).withDefault("all"),
    version: parseAsInteger,
    compare: parseAsInteger,
    did: parseAsStringLiteral(DID),
    path: parseAsString,
    state: parseAsString,
    entry: parseAsString,
  });
  return { ...state, set };
}

/** Numbers of the chosen version and span, and of the version to compare with. */
export function useResultStats(canvasId: string, enabled: boolean) {
  const { span, version, compare } = useResults();
  // The start of the span moves with the hour, so that the address of the query does not change every moment.
  const hour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  const since = useMemo(
    () => (span === "all" ? null : new Date(hour - SECONDS[span] * 1_000).toISOString()),
    [span, hour],
  );
  const filter: StatsFilter = { since };
  const stats = useQuery({ ...canvasQueries.stats(canvasId, { ...filter, version }), enabled });
  const other = useQuery({
    ...canvasQueries.stats(canvasId, { ...filter, version: compare }),
    enabled: enabled && compare !== null,
  });
  const failed = stats.data === undefined && stats.error;
  return {
    stats: stats.data,
    other: compare === null ? undefined : other.data,
    failed: failed ? { error: failed, retry: () => void stats.refetch() } : null,
  };
}
