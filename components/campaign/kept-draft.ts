/**
 * What is typed and not saved yet also lies in the browser, so that a crash or an ended session loses nothing. Where
 * the browser keeps nothing (storage full or switched off), saving goes on without it.
 */
import type { Draft } from "./definition-draft.ts";

type Storage = Pick<globalThis.Storage, "getItem" | "setItem" | "removeItem">;

/** A draft and the revision it was written on. */
export interface KeptDraft {
  revision: number;
  draft: Draft;
}

const keyOf = (id: string): string => `sbx:draft:${id}`;
/** Apart from what is typed now: it waits until the author says what becomes of it. */
const olderKeyOf = (id: string): string => `sbx:draft-older:${id}`;

export function keepDraft(id: string, kept: KeptDraft, storage = browserStorage()): void {
  write(keyOf(id), kept, storage);
}

export function dropDraft(id: string, storage = browserStorage()): void {
  write(keyOf(id), null, storage);
}

export function dropOlder(id: string, storage = browserStorage()): void {
  write(olderKeyOf(id), null, storage);
}

/**
 * What a crashed or closed tab had not saved: `current` goes on where it ended; `older` was written before somebody
 * else saved, and is put where typing does not overwrite it.
 */
export function readKept(
  id: string,
  now: KeptDraft,
  storage = browserStorage(),
): { current: Draft | null; older: Draft | null } {
  const kept = read(keyOf(id), storage);
  if (kept?.revision === now.revision)
    return { current: kept.draft, older: read(olderKeyOf(id), storage)?.draft ?? null };
  if (kept) {
    write(olderKeyOf(id), kept, storage);
    write(keyOf(id), null, storage);
  }
  const older = read(olderKeyOf(id), storage)?.draft ?? null;
  if (older === null || JSON.stringify(older) !== JSON.stringify(now.draft)) return { current: null, older };
  dropOlder(id, storage);
  return { current: null, older: null };
}

function read(key: string, storage: Storage | null): KeptDraft | null {
  try {
    return JSON.parse(storage?.getItem(key) ?? "null") as KeptDraft | null;
  } catch {
    return null;
  }
}

function write(key: string, kept: KeptDraft | null, storage: Storage | null): void {
  try {
    if (kept === null) storage?.removeItem(key);
    else storage?.setItem(key, JSON.stringify(kept));
  } catch {
    // Full or switched off: the save that follows is what counts.
  }
}

/** Even to look at it may throw, where the browser forbids it. */
function browserStorage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
