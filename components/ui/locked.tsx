"use client";

import { createContext, type ReactNode, useContext } from "react";

const LockedContext = createContext(false);

/** Whether what is around may be read only; for fields that the browser does not switch off by itself. */
export function useLocked(): boolean {
  return useContext(LockedContext);
}

/** Switches every field inside off while `locked`. */
export function Locked({ locked, children }: { locked: boolean; children: ReactNode }) {
  return (
    <LockedContext value={locked}>
      <fieldset disabled={locked} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
        {children}
      </fieldset>
    </LockedContext>
  );
}
