"use client";

import { createContext, type ReactNode, useContext, useMemo, useRef } from "react";

type Insert = (text: string) => void;

type Target = {
  /** Called by a field that has the caret now. */
  claim: (insert: Insert) => void;
  /** Puts text where the caret was last. False when no field had it yet. */
  insert: Insert;
  hasField: () => boolean;
};

const NOWHERE: Target = { claim: () => undefined, insert: () => undefined, hasField: () => false };
const TargetContext = createContext<Target>(NOWHERE);

/** Remembers which field had the caret, so that a value chosen elsewhere lands there. */
export function InsertTargetProvider({ children }: { children: ReactNode }) {
  const current = useRef<Insert | null>(null);
  const target = useMemo(
    (): Target => ({
      claim: (insert) => {
        current.current = insert;
      },
      insert: (text) => current.current?.(text),
      hasField: () => current.current !== null,
    }),
    [],
  );
  return <TargetContext value={target}>{children}</TargetContext>;
}

export function useInsertTarget(): Target {
  return useContext(TargetContext);
}
