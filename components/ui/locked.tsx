"use client";

import { createContext, type ReactNode, useContext } from "react";
import classes from "./locked.module.css";

const LockedContext = createContext(false);

/** Whether what is around may be read only; for fields that the browser does not switch off by itself. */
export function useLocked(): boolean {
  return useContext(LockedContext);
}

/** Says that what is inside may be read only. What only shows something stays in use: tabs, previews, pickers. */
export function Locked({ locked, children }: { locked: boolean; children: ReactNode }) {
  return <LockedContext value={locked}>{children}</LockedContext>;
}

/** Fields that change what is locked: switched off while it is. */
export function LockedFields({ children }: { children: ReactNode }) {
  return (
    <fieldset disabled={useLocked()} className={classes.fields}>
      {children}
    </fieldset>
  );
}
