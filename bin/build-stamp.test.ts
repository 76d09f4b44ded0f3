import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fingerprint, isFresh, type Made, writeStamp } from "./build-stamp.ts";

const MADE: Made = {
  from: ["src/**/*"],
  except: (path) => path.endsWith(".test.ts"),
  stamp: "out/made-from",
};
let root: string;

function write(path: string, text: string): void {
  writeFileSync(join(root, path), text);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "signalbox-stamp-"));
  mkdirSync(join(root, "src/deep"), { recursive: true });
  write("src/deep/a.ts", "1");
  writeStamp(root, MADE, fingerprint(root, MADE));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("result made from files", () => {
  it("is fresh while they are the same, whatever their dates", () => {
    utimesSync(join(root, "src/deep/a.ts"), new Date(), new Date());
    expect(isFresh(root, MADE)).toBe(true);
  });

  it.each([
    ["one changes", () => write("src/deep/a.ts", "2")],
    ["one is added", () => write("src/b.ts", "")],
    ["one is removed", () => rmSync(join(root, "src/deep/a.ts"))],
    ["the result is removed", () => rmSync(join(root, "out"), { recursive: true })],
  ])("is old when %s", (_what, change) => {
    change();
    expect(isFresh(root, MADE)).toBe(false);
  });

  it("does not mind the excepted ones", () => {
    write("src/a.test.ts", "new");
    expect(isFresh(root, MADE)).toBe(true);
  });

  it("tells apart where one file ends and the next begins", () => {
    write("src/b.ts", "x");
    const before = fingerprint(root, MADE);
    write("src/b.ts", "");
    write("src/c.ts", "x");
    expect(fingerprint(root, MADE)).not.toBe(before);
  });
});
