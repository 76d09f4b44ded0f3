import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pool } from "./db.ts";

export interface Readiness {
  ready: boolean;
  database: "reachable" | "unreachable";
  migrations: "applied" | "pending" | "unknown";
  worker: { alive: boolean; last_heartbeat_seconds_ago: number | null; count: number };
}

const HEARTBEAT_MAX_AGE_SECONDS = 30;

/** Whether this installation can take work: database reachable, migrated, and a worker alive in the last 30 s. */
export async function readiness(): Promise<Readiness> {
  try {
    const [applied, beats] = await Promise.all([
      pool().query<{ migration_name: string }>(
        "SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL",
      ),
      pool().query<{ age: number | null; alive: number }>(
        `SELECT extract(epoch FROM now() - max(beat_at))::float8 AS age,
                count(*) FILTER (WHERE beat_at > now() - make_interval(secs => $1))::int AS alive
           FROM worker_heartbeats`,
        [HEARTBEAT_MAX_AGE_SECONDS],
      ),
    ]);
    const done = new Set(applied.rows.map((row) => row.migration_name));
    const pending = (await shippedMigrations()).some((name) => !done.has(name));
    const alive = beats.rows[0]?.alive ?? 0;
    const age = beats.rows[0]?.age ?? null;
    return {
      ready: !pending && alive > 0,
      database: "reachable",
      migrations: pending ? "pending" : "applied",
      worker: {
        alive: alive > 0,
        last_heartbeat_seconds_ago: age === null ? null : Math.round(age * 10) / 10,
        count: alive,
      },
    };
  } catch {
    return {
      ready: false,
      database: "unreachable",
      migrations: "unknown",
      worker: { alive: false, last_heartbeat_seconds_ago: null, count: 0 },
    };
  }
}

let shipped: Promise<string[]> | undefined;

function shippedMigrations(): Promise<string[]> {
  shipped ??= readdir(join(process.cwd(), "prisma/migrations"), { withFileTypes: true }).then((entries) =>
    entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name),
  );
  return shipped;
}
