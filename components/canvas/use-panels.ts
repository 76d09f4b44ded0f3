"use client";

import { useMemo, useState } from "react";

type Shown = { settings: boolean; problems: boolean; publish: boolean; versions: boolean };
type Panel = keyof Shown;

const CLOSED: Shown = { settings: false, problems: false, publish: false, versions: false };

/** What lies over or under the journey. Opening and closing stay the same functions; problems open and close by one. */
export function usePanels() {
  const [shown, setShown] = useState(CLOSED);
  const { open, close } = useMemo(() => {
    const set = (panel: Panel, to: (was: boolean) => boolean) => (): void =>
      setShown((before) => ({ ...before, [panel]: to(before[panel]) }));
    return {
      open: {
        settings: set("settings", () => true),
        problems: set("problems", (was) => !was),
        publish: set("publish", () => true),
        versions: set("versions", () => true),
      },
      close: {
        settings: set("settings", () => false),
        publish: set("publish", () => false),
        versions: set("versions", () => false),
      },
    };
  }, []);
  return { shown, open, close };
}
