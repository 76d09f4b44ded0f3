"use client";

import { useCallback, useRef } from "react";

/** The same function in every render, which does what the latest one does: what it is given to is not drawn again. */
export function useStable<Args extends unknown[], Answer>(
  run: (...args: Args) => Answer,
): (...args: Args) => Answer {
  const latest = useRef(run);
  latest.current = run;
  return useCallback((...args) => latest.current(...args), []);
}
