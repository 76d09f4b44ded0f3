import { describe, expect, it } from "vitest";
import { grouped, keyCaps, type Shortcut, shortcutFor } from "./shortcut-keys.ts";

const keys = (...names: string[]): Shortcut[] =>
  names.map((name) => ({ keys: name, description: name, run: () => {} }));

describe("shortcut keys", () => {
  it("runs a single key at once", () => {
    expect(shortcutFor(keys("n", "g c"), "", "n")).toMatchObject({ keys: "n" });
  });

  it("waits after the first key of a sequence and runs on the second", () => {
    expect(shortcutFor(keys("g c"), "", "g")).toBe("prefix");
    expect(shortcutFor(keys("g c", "c"), "g", "c")).toMatchObject({ keys: "g c" });
  });

  it("reads the second key alone when it completes nothing", () => {
    expect(shortcutFor(keys("g c", "n"), "g", "n")).toMatchObject({ keys: "n" });
    expect(shortcutFor(keys("g c"), "g", "z")).toBeNull();
  });

  it("prefers the screen's shortcut, which was registered last", () => {
    const [general, screen] = keys("n", "n");
    expect(shortcutFor([general!, screen!], "", "n")).toBe(screen);
  });
});

describe("the list of keys", () => {
  const key = (keys: string, place?: { group: string; order: number }) => ({
    keys,
    description: keys,
    run: () => {},
    place,
  });

  it("stands under headings, in their order, whatever came first", () => {
    const all = [
      key("z", { group: "View", order: 20 }),
      key("g c", { group: "Pages", order: 1_001 }),
      key("a", { group: "Steps", order: 11 }),
      key("n"),
      key("b", { group: "Steps", order: 10 }),
    ];
    const read = grouped(all, "Here").map(({ title, shortcuts }) => [
      title,
      ...shortcuts.map((one) => one.keys),
    ]);
    expect(read).toEqual([
      ["Here", "n"],
      ["Steps", "b", "a"],
      ["View", "z"],
      ["Pages", "g c"],
    ]);
  });

  it("shows keys as they are labelled", () => {
    expect(["a", "A", "g c", "ArrowDown", "Ctrl Z"].map(keyCaps)).toEqual([
      ["a"],
      ["Shift", "A"],
      ["g", "c"],
      ["↓"],
      ["Ctrl", "Z"],
    ]);
  });
});
