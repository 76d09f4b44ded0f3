import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ApiError } from "#components/api-client.ts";
import type { Draft } from "./definition-draft.ts";
import { DraftSaver } from "./draft-saver.ts";

const draft = (name: string): Draft => ({ name }) as Draft;
const conflict = new ApiError(412, "Bob saved.", [], undefined, { revision: 7, saved_by: "Bob" });
const store = vi.fn<(revision: number, draft: Draft) => Promise<number>>();
const keep = vi.fn();
let saver: DraftSaver;

beforeEach(() => {
  vi.useFakeTimers();
  store.mockReset().mockImplementation(async (revision) => revision + 1);
  keep.mockReset();
  saver = new DraftSaver({ revision: 3, draft: draft("A") }, { store, keep, show: () => {} });
});
afterEach(() => vi.useRealTimers());

it("answers that the draft is saved, with all that was typed while a save was on its way", async () => {
  saver.change(draft("B"));
  const first = saver.save();
  saver.change(draft("C"));
  expect(await Promise.all([first, saver.save(), saver.save()])).toEqual([false, true, true]);
  expect(store.mock.calls).toEqual([
    [3, draft("B")],
    [4, draft("C")],
  ]);
  expect(keep).toHaveBeenLastCalledWith(null);
});

it("answers that it is not saved when somebody else saved, and goes on when the author has chosen", async () => {
  store.mockRejectedValueOnce(conflict);
  saver.change(draft("B"));
  expect([await saver.save(), saver.state.kind]).toEqual([false, "conflict"]);
  saver.change(draft("C"));
  expect(await saver.save()).toBe(false);
  expect(store).toHaveBeenCalledTimes(1);
  expect(await saver.keepMine(7)).toBe(true);
  expect(store).toHaveBeenLastCalledWith(7, draft("C"));
});

it("keeps mine over a save of somebody else that a launch found, though nothing was typed", async () => {
  expect(saver.noticeConflict(conflict)).toBe(true);
  expect(await saver.save()).toBe(false);
  expect(await saver.keepMine(7)).toBe(true);
  expect(store).toHaveBeenLastCalledWith(7, draft("A"));
});

it("tries again after an outage, and not after a refusal", async () => {
  store
    .mockRejectedValueOnce(new ApiError(0, "No answer."))
    .mockRejectedValueOnce(new ApiError(413, "Too large."));
  saver.change(draft("B"));
  expect([await saver.save(), saver.state]).toMatchObject([false, { kind: "failed", repeats: true }]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(saver.state).toMatchObject({ kind: "failed", repeats: false });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(store).toHaveBeenCalledTimes(2);
  expect(await saver.save()).toBe(true);
});

it("says that it is not saved while part of it cannot be, and keeps that part in the browser", async () => {
  const wrong = { ...draft("A"), rate_limit: { per_minute: -1 } } as Draft;
  saver.change(wrong);
  expect([await saver.save(), saver.isDirty, saver.state]).toEqual([false, false, { kind: "partly" }]);
  expect(keep).toHaveBeenLastCalledWith({ revision: 4, draft: wrong });
  saver.change(draft("A"));
  expect([await saver.save(), saver.state]).toEqual([true, { kind: "saved" }]);
  expect(keep).toHaveBeenLastCalledWith(null);
});

it("forgets what was typed when it takes what is stored", async () => {
  saver.change(draft("B"));
  saver.replace({ revision: 9, draft: draft("Theirs") });
  await vi.advanceTimersByTimeAsync(5_000);
  expect([store.mock.calls.length, saver.draft, saver.revision]).toEqual([0, draft("Theirs"), 9]);
});
