"use client";

import { useSyncExternalStore } from "react";

const never = (): (() => void) => () => {};

/** The address of this page, empty until the browser takes over from the server, which does not know it. */
export function useOrigin(): string {
  return useSyncExternalStore(
    never,
    () => window.location.origin,
    () => "",
  );
}
