"use client";

import { useEffect } from "react";

/** F6 and Shift F6 go from one pane (`data-pane`) to the next, as in desktop programs. */
export function usePaneKeys(): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.key !== "F6") return;
      const panes = [...document.querySelectorAll<HTMLElement>("[data-pane]")];
      if (panes.length === 0) return;
      event.preventDefault();
      const at = panes.findIndex((pane) => pane.contains(document.activeElement));
      const next = panes[(at + (event.shiftKey ? panes.length - 1 : 1)) % panes.length];
      next?.focus();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}
