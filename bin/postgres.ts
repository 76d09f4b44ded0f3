/** The PostgreSQL that comes with Signalbox: started for one process, stopped with it. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import pg from "pg";
import { z } from "zod";
import { Failure } from "./failure.ts";
import { takeLock } from "./instance-lock.ts";
import { type Cluster, createCluster, own, SUPERUSER } from "./postgres/cluster.ts";
import { canReach, chooseIdentity, type Identity } from "./postgres/identity.ts";
import { findNative, publicPlace } from "./postgres/native.ts";

export interface EmbeddedPostgres {
  url: string;
  /** Whether the database was made by this start. */
  isNew: boolean;
  /** What differs from the plain case (another user, another place), for one line of output. */
  note: string | null;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Where the database, its password and its address are kept. */
  dataDirectory: string;
  /** False only for throw-away data. */
  durable?: boolean;
  /** Called when the server stopped by itself: back again, or lost for good. */
  onTrouble?: (message: string, lost: boolean) => void;
}

const DATABASE = "signalbox";

const Note = z.object({
  port: z.number(),
  user: z.string(),
  password: z.string(),
  database: z.string(),
  /** Null when the database lies in the data folder itself. */
  directory: z.string().nullable(),
});
type Note = z.infer<typeof Note>;

/** Starts the server, creating the database on first use, and returns its address. */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const dataDirectory = resolve(options.dataDirectory);
  // Others may pass through, not look: PostgreSQL may run as another user further down.
  mkdirSync(dataDirectory, { recursive: true, mode: 0o711 });
  const lock = await takeLock(join(dataDirectory, "running.json"));
  if ("heldBy" in lock) {
    throw new Failure(
      `Signalbox is already running with the data folder ${dataDirectory} (process ${lock.heldBy}).`,
      "Use that one, stop it, or set SIGNALBOX_DATA_DIR and PORT to run a second one beside it.",
    );
  }
  try {
    const { cluster, note, isNew } = await prepare(dataDirectory, options.durable ?? true);
    const { guard, port } = await startGuard(cluster, note.port || null, options.onTrouble);
    if (port !== note.port) saveNote(dataDirectory, { ...note, port });
    const url = urlOf(note, port);
    await createDatabase(url);
    const stop = async () => {
      await stopGuard(guard);
      lock.release();
    };
    return { url, isNew, note: describe(cluster, dataDirectory), stop };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Where the database of a data folder lies, if it has one. */
export function databasePlace(dataDirectory: string): string | null {
  const note = readNote(dataDirectory);
  return note ? (note.directory ?? join(dataDirectory, "postgres")) : null;
}

/** The address the embedded server of a data folder has while it runs; null when there is none. */
export function notedUrl(dataDirectory: string): string | null {
  const note = readNote(dataDirectory);
  return note?.port ? urlOf(note, note.port) : null;
}

function urlOf({ user, password, database }: Note, port: number): string {
  return `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;
}

async function prepare(dataDirectory: string, durable: boolean) {
  const saved = readNote(dataDirectory);
  const inside = join(dataDirectory, "postgres");
  const directory = saved?.directory ?? inside;
  if (saved && !existsSync(directory)) {
    throw new Failure(
      `The database that ${noteFile(dataDirectory)} points at is gone: ${directory}`,
      `Put it back, or remove ${dataDirectory} to start with an empty one.`,
    );
  }
  const identity = chooseIdentity(directory);
  const { directory: native, majorVersion } = findNative(identity);
  const place = saved ? directory : choosePlace(inside, dataDirectory, identity);
  mkdirSync(place, { recursive: true, mode: 0o700 });
  const cluster: Cluster = { native, directory: place, identity, durable };
  own(place, cluster);
  if (identity && !canReach(place, identity)) {
    throw new Failure(
      `The database in ${place} cannot be reached by the user ${identity.name}, which PostgreSQL runs as.`,
      `Let others pass through the folders above it (chmod o+x), or move it and change ${noteFile(dataDirectory)}.`,
    );
  }
  checkVersion(place, majorVersion);
  const note: Note = saved ?? {
    port: 0,
    user: SUPERUSER,
    password: randomBytes(24).toString("base64url"),
    database: DATABASE,
    directory: place === inside ? null : place,
  };
  // Written first: a database whose password was never noted could not be opened again.
  if (!saved) saveNote(dataDirectory, note);
  return { cluster, note, isNew: await createCluster(cluster, note.password) };
}

function choosePlace(inside: string, dataDirectory: string, identity: Identity | null): string {
  if (!identity || canPass(dataDirectory, identity)) return inside;
  return join(publicPlace(), `postgres-${randomBytes(6).toString("hex")}`);
}

/** The data folder is ours, so it may be opened for passing through; the folders above it are not. */
function canPass(dataDirectory: string, identity: Identity): boolean {
  chmodSync(dataDirectory, statSync(dataDirectory).mode | 0o111);
  const probe = join(dataDirectory, "postgres");
  mkdirSync(probe, { recursive: true, mode: 0o700 });
  own(probe, { identity });
  const reachable = canReach(probe, identity);
  if (!reachable) rmdirSync(probe);
  return reachable;
}

function checkVersion(place: string, majorVersion: number): void {
  const file = join(place, "data", "PG_VERSION");
  if (!existsSync(file)) return;
  const found = Number.parseInt(readFileSync(file, "utf8"), 10);
  if (found === majorVersion) return;
  throw new Failure(
    `The database in ${place} was written by PostgreSQL ${found}; this version brings PostgreSQL ${majorVersion}.`,
    "Start the earlier version of Signalbox, make a backup, and restore it with this version into a new data folder.",
  );
}

function startGuard(cluster: Cluster, wishedPort: number | null, onTrouble: PostgresOptions["onTrouble"]) {
  // A process group of its own: Ctrl-C must reach the parent first, which stops the worker before the database.
  const guard = spawn(
    process.execPath,
    [join(import.meta.dirname, "postgres", "guard.ts"), JSON.stringify({ cluster, wishedPort })],
    { stdio: ["pipe", "pipe", "inherit"], detached: true, windowsHide: true },
  );
  guard.stdin.on("error", () => {});
  const Message = z.object({
    ready: z.number().optional(),
    failed: z.string().optional(),
    fix: z.string().optional(),
    restarted: z.boolean().optional(),
    lost: z.string().optional(),
  });
  return new Promise<{ guard: ChildProcess; port: number }>((resolve, reject) => {
    guard.on("error", reject);
    guard.on("exit", (code) => reject(new Error(`The guard of the embedded PostgreSQL ended (${code}).`)));
    createInterface({ input: guard.stdout }).on("line", (line) => {
      const message = Message.parse(JSON.parse(line));
      if (message.ready) resolve({ guard, port: message.ready });
      if (message.failed) reject(new Failure(message.failed, message.fix ?? ""));
      if (message.restarted) onTrouble?.("The embedded PostgreSQL had stopped; it is running again.", false);
      if (message.lost)
        onTrouble?.(`The embedded PostgreSQL stopped and does not come back: ${message.lost}`, true);
    });
  });
}

async function stopGuard(guard: ChildProcess): Promise<void> {
  if (guard.exitCode !== null || guard.signalCode !== null) return;
  const ended = new Promise((resolve) => guard.once("exit", resolve));
  guard.stdin?.end();
  await ended;
}

async function createDatabase(url: string): Promise<void> {
  const target = new URL(url);
  target.pathname = "/postgres";
  const client = new pg.Client({ connectionString: target.href });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(DATABASE)}`);
  } finally {
    await client.end();
  }
}

function describe({ identity, directory }: Cluster, dataDirectory: string): string | null {
  const parts = [
    identity ? `as user ${identity.name}` : null,
    directory.startsWith(dataDirectory) ? null : `data in ${directory}`,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(", ") : null;
}

function noteFile(dataDirectory: string): string {
  return join(dataDirectory, "postgres.json");
}

function readNote(dataDirectory: string): Note | null {
  const file = noteFile(dataDirectory);
  if (!existsSync(file)) return null;
  const parsed = Note.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (parsed.success) return parsed.data;
  throw new Failure(`${file} is damaged.`, "Restore it from a backup: it holds the database's password.");
}

function saveNote(dataDirectory: string, note: Note): void {
  const file = noteFile(dataDirectory);
  writeFileSync(`${file}.new`, `${JSON.stringify(note, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
