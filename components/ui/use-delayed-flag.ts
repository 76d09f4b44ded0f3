"use client";

import { useEffect, useState } from "react";

/** True once `active` has lasted `delayMs`, so that fast answers never flash a skeleton. */
export function useDelayedFlag(active: boolean, delayMs = 150): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!active) {
      setLate(false);
      return;
    }
    const timer = setTimeout(() => setLate(true), delayMs);
    return () => clearTimeout(timer);
  }, [active, delayMs]);
  return active && late;
}
