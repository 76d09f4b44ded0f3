/** One database cluster on disk: create it, start it, stop it, and recover what a crash left behind. */
import { type SpawnOptions, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../failure.ts";
import { freePort } from "../ports.ts";
import type { Identity } from "./identity.ts";
import { program } from "./native.ts";
import { postgresqlConf } from "./settings.ts";

/** Everything needed to run a cluster; plain data, so that the guard process can be given it. */
export interface Cluster {
  native: string;
  /** Owned by the user PostgreSQL runs as; holds `data` and the log. */
  directory: string;
  identity: Identity | null;
  durable: boolean;
}

export const SUPERUSER = "signalbox";

const START_TRIES = 20;
const RETRY_MS = 500;
const POLL_MS = 20;
const FAST_STOP_MS = 30_000;
const LOG_LIMIT_BYTES = 5 * 1024 * 1024;

/** Creates the cluster when there is none yet. Returns whether it did. */
export async function createCluster(cluster: Cluster, password: string): Promise<boolean> {
  const data = dataDirectory(cluster);
  if (existsSync(join(data, "PG_VERSION"))) return false;
  // A start that was killed half-way leaves only this folder, never a half-made `data`.
  const partial = `${data}.new`;
  rmSync(partial, { recursive: true, force: true });
  const passwordFile = join(cluster.directory, ".password");
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  own(passwordFile, cluster);
  try {
    const run = await runProgram(cluster, "initdb", [
      `--pgdata=${partial}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--no-instructions",
      ...(cluster.durable ? [] : ["--no-sync"]),
    ]);
    if (run.code !== 0) {
      throw new Failure(
        `The embedded PostgreSQL could not create its database in ${cluster.directory}:\n${run.output.trim()}`,
        "Check that the folder is writable and the disk has room, or set DATABASE_URL to another PostgreSQL.",
      );
    }
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(partial, data);
  return true;
}

export interface Server {
  pid: number;
  port: number;
}

/** Starts the server and waits until it answers, on the wished port when that is free. */
export async function startCluster(cluster: Cluster, wishedPort: number | null): Promise<Server> {
  await stopLeftover(cluster);
  trimLog(cluster);
  let problem = "";
  for (let attempt = 0; attempt < START_TRIES; attempt++) {
    const port = await freePort("127.0.0.1", attempt === 0 ? wishedPort : null);
    configure(cluster, port);
    const logged = logSize(cluster);
    const run = await runProgram(
      cluster,
      "pg_ctl",
      ["start", "-w", "-t", "120", "-l", logFile(cluster)],
      true,
    );
    const pid = serverPid(cluster);
    if (run.code === 0 && pid) return { pid, port };
    problem = readLog(cluster).slice(logged).trim() || run.output;
    if (!isPassing(problem)) break;
    await sleep(RETRY_MS);
  }
  throw new Failure(
    `The embedded PostgreSQL does not start:\n${problem}`,
    `The whole log is ${logFile(cluster)}. To use another PostgreSQL, set DATABASE_URL.`,
  );
}

/**
 * Ends the server in order: what was committed is on disk afterwards. Clients get `patienceMs` to leave by
 * themselves. Only this very server is stopped, never one that was started in its place meanwhile.
 */
export async function stopServer(cluster: Cluster, pid: number, patienceMs: number): Promise<void> {
  if (process.platform === "win32") {
    await runProgram(cluster, "pg_ctl", ["stop", "-m", "fast", "-w", "-t", "30"]);
    return;
  }
  const steps: [signal: NodeJS.Signals, patienceMs: number][] = [
    ["SIGTERM", patienceMs],
    ["SIGINT", FAST_STOP_MS],
    ["SIGQUIT", FAST_STOP_MS],
  ];
  for (const [signal, patience] of steps) {
    if (!isServer(pid)) return;
    if (patience === 0) continue;
    process.kill(pid, signal);
    await waitUntilGone(pid, patience);
  }
}

/** Whether this process is alive and a PostgreSQL server. */
export function isServer(pid: number): boolean {
  return isAlive(pid) && isPostgres(pid);
}

async function waitUntilGone(pid: number, patienceMs: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (isServer(pid) && Date.now() < deadline) await sleep(POLL_MS);
}

/** A server that outlived its supervisor is stopped; a note of one that is long gone is removed. */
async function stopLeftover(cluster: Cluster): Promise<void> {
  const pid = serverPid(cluster);
  if (pid === null) return;
  await stopServer(cluster, pid, 0);
  // The number may by now belong to some other program, which would keep PostgreSQL from starting.
  if (!isServer(pid)) rmSync(pidFile(cluster), { force: true });
}

function isPassing(problem: string): boolean {
  return /could not bind|could not create any TCP|pre-existing shared memory|lock file .* already exists/.test(
    problem,
  );
}

function configure(cluster: Cluster, port: number): void {
  const file = join(dataDirectory(cluster), "postgresql.conf");
  writeFileSync(file, postgresqlConf({ port, durable: cluster.durable }), { mode: 0o600 });
  own(file, cluster);
}

function trimLog(cluster: Cluster): void {
  if (logSize(cluster) > LOG_LIMIT_BYTES) renameSync(logFile(cluster), `${logFile(cluster)}.1`);
}

function logSize(cluster: Cluster): number {
  return existsSync(logFile(cluster)) ? statSync(logFile(cluster)).size : 0;
}

function readLog(cluster: Cluster): string {
  return existsSync(logFile(cluster)) ? readFileSync(logFile(cluster), "utf8") : "";
}

function dataDirectory(cluster: Cluster): string {
  return join(cluster.directory, "data");
}

function pidFile(cluster: Cluster): string {
  return join(dataDirectory(cluster), "postmaster.pid");
}

function logFile(cluster: Cluster): string {
  return join(cluster.directory, "postgres.log");
}

/** Gives a file to the user PostgreSQL runs as. */
export function own(path: string, { identity }: Pick<Cluster, "identity">): void {
  if (!identity) return;
  chownSync(path, identity.uid, identity.gid);
  chmodSync(path, statSync(path).isDirectory() ? 0o700 : 0o600);
}

function serverPid(cluster: Cluster): number | null {
  if (!existsSync(pidFile(cluster))) return null;
  const pid = Number.parseInt(readFileSync(pidFile(cluster), "utf8"), 10);
  return Number.isInteger(pid) && pid > 0 ? pid : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function isPostgres(pid: number): boolean {
  const proc = `/proc/${pid}/cmdline`;
  if (existsSync(proc)) return readFileSync(proc, "utf8").includes("postgres");
  const [command, ...args] =
    process.platform === "win32"
      ? ["tasklist", "/FI", `PID eq ${pid}`, "/FO", "CSV", "/NH"]
      : ["ps", "-o", "command=", "-p", String(pid)];
  return spawnSync(command ?? "", args, { encoding: "utf8" }).stdout?.includes("postgres") ?? false;
}

interface Run {
  code: number | null;
  output: string;
}

/**
 * Runs one of PostgreSQL's programs as the right user. A program that leaves the server behind must not
 * be given our pipes: the server would inherit them and they would never close.
 */
function runProgram(
  cluster: Cluster,
  name: "initdb" | "pg_ctl",
  args: string[],
  leavesServer = false,
): Promise<Run> {
  const all = name === "pg_ctl" ? [...args, "-D", dataDirectory(cluster)] : args;
  const options: SpawnOptions = {
    cwd: cluster.directory,
    env: cleanEnvironment(cluster),
    stdio: ["ignore", leavesServer ? "ignore" : "pipe", leavesServer ? "ignore" : "pipe"],
    windowsHide: true,
    ...(cluster.identity && { uid: cluster.identity.uid, gid: cluster.identity.gid }),
  };
  return new Promise((resolve) => {
    const child = spawn(program(cluster.native, name), all, options);
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    child.on("error", (error) => resolve({ code: null, output: `${output}${error.message}` }));
    child.on(leavesServer ? "exit" : "close", (code) => resolve({ code, output }));
  });
}

/** Without the PG* variables that would redirect PostgreSQL's programs, and with English messages. */
function cleanEnvironment({ directory, identity }: Cluster): NodeJS.ProcessEnv {
  const dropped = Object.keys(process.env).filter((name) => /^(PG|LC_|LANG)/.test(name));
  const home = identity ? { HOME: directory } : {};
  return {
    ...process.env,
    ...Object.fromEntries(dropped.map((name) => [name, undefined])),
    LC_ALL: "C",
    ...home,
  };
}
