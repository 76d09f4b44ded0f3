import { pool } from "./db.ts";

export interface Heartbeat {
  id: string;
  host: string;
  pid: number;
  version: string;
  startedAt: Date;
  stats: Record<string, unknown>;
}

/** Says that this worker is alive. */
export async function beat(worker: Heartbeat): Promise<void> {
  await pool().query(
    `INSERT INTO worker_heartbeats (id, host, pid, version, started_at, beat_at, stats) VALUES ($1, $2, $3, $4, $5, now(), $6)
     ON CONFLICT (id) DO UPDATE SET beat_at = now(), stats = excluded.stats`,
    [worker.id, worker.host, worker.pid, worker.version, worker.startedAt, JSON.stringify(worker.stats)],
  );
}

/** Says good-bye, so that readiness does not count a worker that stopped in good order. */
export async function forgetWorker(id: string): Promise<void> {
  await pool().query("DELETE FROM worker_heartbeats WHERE id = $1", [id]);
}
