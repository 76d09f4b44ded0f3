/** Puts together what operators look at. Everything comes from catalogues, indexes and small tables. */
import { statfs } from "node:fs/promises";
import { resolve } from "node:path";
import { env } from "#lib/platform/env.ts";
import { readiness } from "#lib/platform/readiness-store.ts";
import {
  databaseFacts,
  installationFact,
  oldestDueSeconds,
  queueFacts,
  type WorkerFacts,
  workerFacts,
} from "#lib/platform/system-store.ts";
import { isTracing } from "#lib/platform/tracing.ts";
import { VERSION } from "#lib/platform/version.ts";
import { isLowDisk, type SystemView } from "./system-schema.ts";

const ALIVE_SECONDS = 30;

export async function readSystem(): Promise<SystemView> {
  const startedAt = Date.now();
  const database = await databaseFacts();
  // Half of the round trip has passed when the answer is here.
  const here = (startedAt + Date.now()) / 2;
  const [ready, queues, oldestDue, workers, disk, backup] = await Promise.all([
    readiness(),
    queueFacts(),
    oldestDueSeconds(),
    workerFacts(),
    diskFacts(),
    installationFact("last_backup"),
  ]);
  const { EGRESS_ALLOW: allow, EGRESS_PROXY: proxy, SMTP_URL: smtp } = env();
  return {
    version: VERSION,
    node: process.versions.node,
    database: {
      version: database.version,
      size_bytes: database.size_bytes,
      migrations: ready.migrations === "applied" ? "applied" : "pending",
      connections_used: database.connections_used,
      connections_max: database.connections_max,
      clock_ahead_ms: Math.round(database.now.getTime() - here),
    },
    queues,
    deliveries: { oldest_due_seconds: Math.max(0, oldestDue) },
    workers: workers.map(toWorker),
    disk,
    last_backup: backup && { at: backup.at.toISOString(), rows: rowsOf(backup.value) },
    settings: {
      egress_allow: allow.split(",").flatMap((entry) => entry.trim() || []),
      // Without its password.
      egress_proxy: proxy === undefined ? null : new URL(proxy).host,
      tracing: isTracing(),
      smtp: smtp !== undefined,
    },
  };
}

function toWorker(worker: WorkerFacts): SystemView["workers"][number] {
  return {
    worker_id: worker.id,
    machine: worker.host,
    pid: worker.pid,
    version: worker.version,
    started_at: worker.started_at.toISOString(),
    heartbeat_seconds_ago: Math.round(worker.age * 10) / 10,
    alive: worker.age < ALIVE_SECONDS,
    in_flight: worker.stats.in_flight ?? 0,
    memory_mib: worker.stats.rss_mib ?? null,
    loop_delay_ms: worker.stats.loop_delay_ms ?? null,
  };
}

async function diskFacts(): Promise<SystemView["disk"]> {
  const folder = resolve(env().SIGNALBOX_DATA_DIR);
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    const [free, total] = [bavail * bsize, blocks * bsize];
    return { folder, free_bytes: free, total_bytes: total, low: isLowDisk(free, total) };
  } catch {
    return null;
  }
}

function rowsOf(value: unknown): number {
  const rows = (value as { rows?: unknown } | null)?.rows;
  return typeof rows === "number" ? rows : 0;
}
