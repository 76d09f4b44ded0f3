import { describe, expect, it } from "vitest";
import { type Shortcut, shortcutFor } from "./shortcut-keys.ts";

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
