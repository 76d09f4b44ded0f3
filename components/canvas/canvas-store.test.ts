import { describe, expect, it } from "vitest";
import type { CanvasDefinition } from "#lib/canvas/schema.ts";
import { createCanvasStore } from "./canvas-store.ts";

const empty = { name: "", steps: [] } as unknown as CanvasDefinition;

function store() {
  let time = 0;
  const made = createCanvasStore(empty, () => time);
  return {
    made,
    rename: (name: string, key?: string) =>
      made.getState().change({ label: `Rename to ${name}`, key }, (document) => ({ ...document, name })),
    pass: (ms: number) => {
      time += ms;
    },
    name: () => made.getState().document.name,
    undo: () => made.temporal.getState().undo(),
    redo: () => made.temporal.getState().redo(),
  };
}

describe("canvas history", () => {
  it("takes back at least 200 changes one by one, and brings them again", () => {
    const { rename, undo, redo, name } = store();
    for (let number = 1; number <= 250; number++) rename(`${number}`);
    for (let number = 0; number < 250; number++) undo();
    expect(name()).toBe("");
    for (let number = 0; number < 250; number++) redo();
    expect(name()).toBe("250");
  });

  it("takes typing back as one change, until there is a pause", () => {
    const { rename, pass, undo, name } = store();
    rename("a", "name");
    pass(200);
    rename("ab", "name");
    pass(800);
    rename("abc", "name");
    undo();
    expect(name()).toBe("ab");
    undo();
    expect(name()).toBe("");
  });

  it("names what would be undone", () => {
    const { made, rename, undo } = store();
    rename("a");
    rename("b");
    expect(made.getState().label).toBe("Rename to b");
    undo();
    expect(made.getState().label).toBe("Rename to a");
  });
});
