import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type InstanceLock, takeLock } from "./instance-lock.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "signalbox-lock-"));
  file = join(folder, "running.json");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function held(): Promise<InstanceLock> {
  const lock = await takeLock(file);
  if ("heldBy" in lock) throw new Error(`held by ${lock.heldBy}`);
  return lock;
}

describe("lock of a data folder", () => {
  it("has one holder, and names it to the next", async () => {
    const lock = await held();
    expect(await takeLock(file)).toEqual({ heldBy: process.pid });
    lock.release();
    (await held()).release();
  });

  it("is free when its holder died without releasing it", async () => {
    writeFileSync(file, JSON.stringify({ pid: process.pid, port: 1, token: "gone" }));
    (await held()).release();
  });

  it("is not taken for held by another program on the same port", async () => {
    const other = await held();
    const note = JSON.parse(readFileSync(file, "utf8"));
    writeFileSync(file, JSON.stringify({ ...note, token: "of somebody else" }));
    (await held()).release();
    other.release();
  });

  it("is free when the note is unreadable", async () => {
    writeFileSync(file, "{");
    (await held()).release();
  });
});
