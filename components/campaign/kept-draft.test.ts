import { beforeEach, expect, it } from "vitest";
import type { Draft } from "./definition-draft.ts";
import { dropOlder, keepDraft, readKept } from "./kept-draft.ts";

const draft = (name: string): Draft => ({ name }) as Draft;
let kept: Map<string, string>;
let storage: Parameters<typeof keepDraft>[2];

beforeEach(() => {
  kept = new Map();
  storage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
});

const read = (revision: number, name = "saved") => readKept("c", { revision, draft: draft(name) }, storage);

it("goes on with what was typed when nobody saved since", () => {
  keepDraft("c", { revision: 3, draft: draft("typed") }, storage);
  expect(read(3)).toEqual({ current: draft("typed"), older: null });
});

it("offers what was typed before somebody else saved, and typing does not overwrite it", () => {
  keepDraft("c", { revision: 3, draft: draft("typed") }, storage);
  expect(read(4)).toEqual({ current: null, older: draft("typed") });
  keepDraft("c", { revision: 4, draft: draft("new") }, storage);
  expect(read(4)).toEqual({ current: draft("new"), older: draft("typed") });
  dropOlder("c", storage);
  expect(read(4)).toEqual({ current: draft("new"), older: null });
});

it("offers nothing that is saved already", () => {
  keepDraft("c", { revision: 3, draft: draft("saved") }, storage);
  expect(read(4)).toEqual({ current: null, older: null });
  expect(kept.size).toBe(0);
});

it("does without storage that throws", () => {
  const full = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  const broken = { getItem: full, setItem: full, removeItem: full };
  expect(() => keepDraft("c", { revision: 1, draft: draft("typed") }, broken)).not.toThrow();
  expect(readKept("c", { revision: 1, draft: draft("saved") }, broken)).toEqual({
    current: null,
    older: null,
  });
});
