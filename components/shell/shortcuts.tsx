"use client";

import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { type Shortcut, type ShortcutPlace, shortcutFor } from "./shortcut-keys.ts";

const STORAGE_KEY = "sbx:shortcuts";
const SEQUENCE_MS = 1200;
/** Keys that work on every screen stand below those of this one. */
export const EVERYWHERE = 1_000;

type Registry = {
  /** What is registered now, for the list under `?`. */
  shortcuts: readonly Shortcut[];
  register: (shortcut: Shortcut) => () => void;
  enabled: boolean;
  setEnabled: (enabled: boolean) => void;
};

const ShortcutContext = createContext<Registry | null>(null);

/** Listens for single keys and `g x` sequences; silent inside fields, editors and dialogs, or when turned off. */
export function ShortcutProvider({ children }: { children: ReactNode }) {
  const [shortcuts, setShortcuts] = useState<readonly Shortcut[]>([]);
  const [enabled, setEnabledState] = useState(true);
  const latest = useRef({ shortcuts, enabled });
  latest.current = { shortcuts, enabled };

  const register = useCallback((shortcut: Shortcut) => {
    setShortcuts((all) => [...all, shortcut]);
    return () => setShortcuts((all) => all.filter((other) => other !== shortcut));
  }, []);
  const setEnabled = useCallback((next: boolean) => {
    window.localStorage.setItem(STORAGE_KEY, next ? "on" : "off");
    setEnabledState(next);
  }, []);

  useEffect(() => setEnabledState(window.localStorage.getItem(STORAGE_KEY) !== "off"), []);
  useEffect(() => {
    let prefix = "";
    let prefixAt = 0;
    function onKeyDown(event: KeyboardEvent) {
      if (!latest.current.enabled || !mayHandle(event)) return;
      const started = event.timeStamp - prefixAt < SEQUENCE_MS ? prefix : "";
      const match = shortcutFor(latest.current.shortcuts, started, event.key);
      prefix = match === "prefix" ? event.key : "";
      prefixAt = event.timeStamp;
      if (match === null || match === "prefix") return;
      event.preventDefault();
      match.run();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);

  const value = useMemo(
    () => ({ shortcuts, register, enabled, setEnabled }),
    [shortcuts, register, enabled, setEnabled],
  );
  return <ShortcutContext value={value}>{children}</ShortcutContext>;
}

/** The registry, for the list and the switch. */
export function useShortcutRegistry(): Registry {
  const registry = useContext(ShortcutContext);
  if (!registry) throw new Error("ShortcutProvider is missing.");
  return registry;
}

/**
 * Gives the screen a key while it is shown: `useShortcut("n", t("new"), () => …)` or `"g c"`. The description
 * appears in the list under `?`. Pass `null` as key to turn it off.
 */
export function useShortcut(
  keys: string | null,
  description: string,
  run: () => void,
  place?: ShortcutPlace,
): void {
  const { register } = useShortcutRegistry();
  const action = useRef(run);
  action.current = run;
  const { group, order = 0 } = place ?? {};
  useEffect(() => {
    if (keys === null) return;
    const stands = group === undefined ? undefined : { group, order };
    return register({ keys, description, run: () => action.current(), place: stands });
  }, [keys, description, group, order, register]);
}

/** What these keys do on a focused control is the control's own affair. */
const PRESSES = new Set(["Enter", " "]);
const PRESSABLE = "button, a[href], summary, [role=tab], [role=switch], [role=checkbox], [role=radio]";

function mayHandle(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  const { target } = event;
  if (!(target instanceof HTMLElement)) return true;
  if (
    target.isContentEditable ||
    target.closest("input, textarea, select, [role=textbox], [role=combobox]")
  ) {
    return false;
  }
  if (PRESSES.has(event.key) && target.closest(PRESSABLE)) return false;
  return document.querySelector("[role=dialog], [role=alertdialog], [role=menu]") === null;
}
