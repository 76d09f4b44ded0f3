/**
 * PostgreSQL refuses to run as root. This file decides which user it runs as instead, and whether that
 * user can reach a path at all (a clone under a private home directory cannot be reached).
 */
import { execFileSync } from "node:child_process";
import { existsSync, realpathSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { Failure } from "../failure.ts";

export interface Identity {
  uid: number;
  gid: number;
  name: string;
}

interface PathMode {
  mode: number;
  uid: number;
  gid: number;
}

const USER = "postgres";

/** The unprivileged user to run as, or null when this process is not root and runs it itself. */
export function chooseIdentity(existingData: string): Identity | null {
  if (process.getuid?.() !== 0) return null;
  const owner = existsSync(existingData) ? statSync(existingData) : null;
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid, name: nameOf(owner.uid) };
  const found = lookUp(USER) ?? createUser() ?? lookUp("nobody");
  if (found) return found;
  throw new Failure(
    "PostgreSQL does not run as root, and there is no other user on this machine to run it as.",
    `Create one (useradd --system ${USER}), start Signalbox as an ordinary user, or set DATABASE_URL.`,
  );
}

/** Whether `identity` may pass through every folder above `path` and read `path` itself. */
export function canReach(path: string, identity: Identity): boolean {
  const real = realpathSync(path);
  for (let folder = dirname(real); ; folder = dirname(folder)) {
    if (!isAllowed(statSync(folder), identity, 0o1)) return false;
    if (folder === dirname(folder)) break;
  }
  return isAllowed(statSync(real), identity, 0o5);
}

/** Whether the permission bits in `wanted` (read 4, write 2, pass 1) are granted to `identity`. */
export function isAllowed(path: PathMode, identity: Pick<Identity, "uid" | "gid">, wanted: number): boolean {
  const shift = path.uid === identity.uid ? 6 : path.gid === identity.gid ? 3 : 0;
  return ((path.mode >> shift) & wanted) === wanted;
}

function lookUp(name: string): Identity | null {
  try {
    const ask = (flag: string) =>
      Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
    return { uid: ask("-u"), gid: ask("-g"), name };
  } catch {
    return null;
  }
}

function createUser(): Identity | null {
  try {
    execFileSync("useradd", ["--system", "--user-group", "--no-create-home", USER], { stdio: "ignore" });
  } catch {
    return null;
  }
  return lookUp(USER);
}

function nameOf(uid: number): string {
  try {
    return execFileSync("id", ["-un", String(uid)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return String(uid);
  }
}
