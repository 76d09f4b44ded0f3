"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { RANGES, type StatsRange, statsRange } from "./range.ts";

/** The stretch of time the numbers are about, kept in the address. */
export function useRange(
  launchedAt: string | null,
  standard: (typeof RANGES)[number] = "all",
): {
  range: StatsRange;
  chosen: (typeof RANGES)[number];
  days: readonly [string | null, string | null];
  choose: (range: (typeof RANGES)[number]) => void;
  setDays: (from: string | null, to: string | null) => void;
} {
  const [state, setState] = useQueryStates({
    range: parseAsStringLiteral(RANGES).withDefault(standard),
    from: parseAsString,
    to: parseAsString,
  });
  const { range: chosen, from, to } = state;
  // Fixed for as long as the choice stays, or every render would be another question to the server.
  const range = useMemo(
    () => statsRange({ chosen, from, to, launchedAt }, new Date()),
    [chosen, from, to, launchedAt],
  );
  return {
    range,
    chosen,
    days: [from, to],
    choose: (next) => void setState({ range: next, from: null, to: null }),
    setDays: (nextFrom, nextTo) => void setState({ range: "custom", from: nextFrom, to: nextTo }),
  };
}
