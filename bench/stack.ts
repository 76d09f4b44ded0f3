/** Everything a measurement needs around it: PostgreSQL as `npm start` runs it, workers, web and a sink, all real processes. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { buildWeb } from "#bin/build.ts";
import { freePort } from "#bin/ports.ts";
import { startPostgres } from "#bin/postgres.ts";
import { applyMigrations } from "#bin/prisma-engine.ts";
import { closeDatabase, pool } from "#lib/platform/db.ts";
import { resetEnv } from "#lib/platform/env.ts";
import { closeQueue } from "#lib/platform/queue.ts";
import type { SinkAnswer, SinkAsk } from "./sink.ts";

export interface Sink {
  url: string;
  port: number;
  ask(what: SinkAsk["ask"]): Promise<SinkAnswer>;
}

export interface Process {
  pid: number;
  stop(): Promise<void>;
  kill(): void;
}

export interface Stack {
  sink: Sink;
  startWorker(): Promise<Process>;
  /** Builds the web half when it is out of date, and serves it. */
  startWeb(): Promise<Process & { origin: string }>;
  stop(): Promise<void>;
}

const ROOT = resolve(import.meta.dirname, "..");
const POLL_MS = 20;

export async function startStack(): Promise<Stack> {
  const dataDirectory = mkdtempSync(join(tmpdir(), "signalbox-bench-"));
  chmodSync(dataDirectory, 0o711);
  const postgres = await startCounting(dataDirectory);
  const children = new Set<ChildProcess>();
  Object.assign(process.env, {
    NODE_ENV: "production",
    DATABASE_URL: postgres.url,
    SIGNALBOX_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    SIGNALBOX_DATA_DIR: dataDirectory,
    SIGNALBOX_SAMPLE_DATA: "false",
    EGRESS_ALLOW: "127.0.0.0/8",
    LOG_LEVEL: "warn",
  });
  resetEnv();
  const start = (file: string, env: Record<string, string> = {}, args: string[] = []): ChildProcess => {
    const child = spawn(process.execPath, [...args, join(ROOT, file)], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    children.add(child);
    return child;
  };
  const sink = await startSink(start("bench/sink.ts"));
  return {
    sink,
    async startWorker() {
      const child = start("worker/main.ts");
      await new Promise((ready, fail) => {
        child.once("message", ready);
        child.once("exit", (code) => fail(new Error(`The worker ended with code ${code}.`)));
      });
      return asProcess(child);
    },
    async startWeb() {
      await buildWeb();
      const port = await freePort("127.0.0.1", null);
      const child = start("bin/web.ts", { PORT: String(port) });
      const origin = `http://127.0.0.1:${port}`;
      await until(async () => (await fetch(`${origin}/api/health`).catch(() => null))?.ok === true, 60_000);
      return { ...asProcess(child), origin };
    },
    async stop() {
      for (const child of children) child.kill("SIGKILL");
      await closeQueue();
      await closeDatabase();
      await postgres.stop();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** The embedded server with its statement counter on; that needs a restart. */
async function startCounting(dataDirectory: string) {
  const first = await startPostgres({ dataDirectory });
  const client = new pg.Client({ connectionString: first.url });
  await client.connect();
  await client.query("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
  await client.query("ALTER SYSTEM SET max_connections = 200");
  await client.end();
  await first.stop();
  const server = await startPostgres({ dataDirectory });
  await applyMigrations(server.url);
  const counting = new pg.Client({ connectionString: server.url });
  await counting.connect();
  await counting.query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
  await counting.end();
  return server;
}

/** Statements the server has run since the last call. */
export async function statementsSince(): Promise<number> {
  const { rows } = await pool().query<{ calls: string }>(
    "SELECT coalesce(sum(calls), 0)::text AS calls FROM pg_stat_statements",
  );
  await pool().query("SELECT pg_stat_statements_reset()");
  return Number(rows[0]?.calls ?? 0);
}

async function startSink(child: ChildProcess): Promise<Sink> {
  const next = (): Promise<SinkAnswer> => new Promise((answer) => child.once("message", answer));
  const { port = 0 } = await next();
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async ask(what) {
      const answer = next();
      child.send({ ask: what } satisfies SinkAsk);
      return answer;
    },
  };
}

function asProcess(child: ChildProcess): Process {
  return {
    pid: child.pid ?? 0,
    kill: () => void child.kill("SIGKILL"),
    async stop() {
      const gone = new Promise((done) => child.once("exit", done));
      child.kill("SIGTERM");
      await gone;
    },
  };
}

/** Waits for a condition; throws after `timeoutMs`. */
export async function until(condition: () => Promise<boolean>, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Nothing came of it within ${timeoutMs / 1000} s.`);
    await sleep(POLL_MS);
  }
}

export async function postgresVersion(): Promise<string> {
  const { rows } = await pool().query<{ server_version: string }>("SHOW server_version");
  return rows[0]?.server_version ?? "?";
}
