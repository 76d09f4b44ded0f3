/** Tells whether something made from files (the web build, the database client) is older than those files. */
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface Made {
  /** Files and glob patterns, relative to the root, that decide the result. */
  from: string[];
  except?: (path: string) => boolean;
  /** File in the result that notes what it was made from. */
  stamp: string;
}

/** Whether the result is there and its files are the ones it was made from. */
export function isFresh(root: string, made: Made): boolean {
  const stamp = join(root, made.stamp);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint(root, made);
}

/** Notes what the result was made from. The fingerprint is taken before the work, so a change during it counts. */
export function writeStamp(root: string, made: Made, hash: string): void {
  const stamp = join(root, made.stamp);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

/** Hash over names and contents. */
export function fingerprint(root: string, { from, except }: Made): string {
  const hash = createHash("sha256").update(process.versions.node);
  const paths = globSync(from, { cwd: root }).map((path) => path.replaceAll("\\", "/"));
  for (const path of paths.sort()) {
    if (except?.(path) || !statSync(join(root, path)).isFile()) continue;
    hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  }
  return hash.digest("hex");
}
