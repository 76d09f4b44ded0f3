import { describe, expect, it } from "vitest";
import { keepUnchanged } from "./keep-unchanged.ts";

const item = (id: string, title: string) => ({ id, position: { x: 0, y: 0 }, data: { title } });

describe("what is drawn again", () => {
  it("stays the same list when nothing changed", () => {
    const before = [item("a", "A"), item("b", "B")];
    expect(keepUnchanged(before, [item("a", "A"), item("b", "B")])).toBe(before);
  });

  it("is what changed, came, or changed its place in the list", () => {
    const before = [item("a", "A"), item("b", "B")];
    const after = keepUnchanged(before, [item("b", "B"), item("c", "C"), item("a", "A2")]);
    expect(after[0]).toBe(before[1]);
    expect(after.map(({ id, data }) => `${id} ${data.title}`)).toEqual(["b B", "c C", "a A2"]);
    expect(after).not.toBe(before);
  });

  it("is what lost or gained a field", () => {
    const plain: { id: string; data: Record<string, unknown> } = { id: "a", data: { step: 1 } };
    const more = { id: "a", data: { step: 1, people: undefined } };
    expect(keepUnchanged([plain], [more])[0]).toBe(more);
    expect(keepUnchanged([more], [plain])[0]).toBe(plain);
  });
});
