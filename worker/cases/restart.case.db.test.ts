/** N201: PostgreSQL itself goes down at once, as in a crash, and comes back while four worker processes send. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { databasePlace, type EmbeddedPostgres, startPostgres } from "#bin/postgres.ts";
import { applyMigrations } from "#bin/prisma-engine.ts";
import { closeDatabase, pool } from "#lib/platform/db.ts";
import { resetEnv } from "#lib/platform/env.ts";
import { closeQueue } from "#lib/platform/queue.ts";
import { closeLines, deliveredOf, line } from "#lib/testing/case-line.ts";
import { startWorkerProcesses, type WorkerProcesses } from "#lib/testing/worker-processes.ts";

let dataDirectory: string;
let postgres: EmbeddedPostgres;
let workers: WorkerProcesses;
const troubles: string[] = [];

beforeAll(async () => {
  dataDirectory = mkdtempSync(join(tmpdir(), "signalbox-restart-"));
  // PostgreSQL may run as another user, who must get through.
  chmodSync(dataDirectory, 0o711);
  postgres = await startPostgres({ dataDirectory, onTrouble: (message) => troubles.push(message) });
  await applyMigrations(postgres.url);
  Object.assign(process.env, {
    DATABASE_URL: postgres.url,
    SIGNALBOX_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
    EGRESS_ALLOW: "127.0.0.1/32",
    LOG_LEVEL: "silent",
  });
  resetEnv();
  workers = await startWorkerProcesses(4);
}, 120_000);

afterAll(async () => {
  await workers.stop();
  await closeLines();
  await closeQueue();
  await closeDatabase();
  await postgres.stop();
  rmSync(dataDirectory, { recursive: true, force: true });
}, 60_000);

/** What `pg_ctl stop -m immediate` does: nothing is finished, the next start recovers from the log. */
function crash(): void {
  const file = join(databasePlace(dataDirectory) ?? "", "data", "postmaster.pid");
  process.kill(Number.parseInt(readFileSync(file, "utf8"), 10), "SIGQUIT");
}

it("N201 loses nothing, and repeats no more than was on the wire around it", async () => {
  const one = await line({ timeout_ms: 20_000 });
  one.receiver.answerWith({ status: 200, delayMs: 150 });
  for (let call = 0; call < 6; call++) await one.send("/x", { people: 50 });
  await one.receiver.waitFor(40);
  crash();
  await expect.poll(() => troubles, { timeout: 30_000 }).toHaveLength(1);
  const delivered = () => deliveredOf(one).catch(() => 0);
  await expect.poll(delivered, { timeout: 60_000, interval: 200 }).toBe(300);
  const ids = one.receiver.requests.map((request) => request.headers["webhook-id"]);
  expect(new Set(ids).size).toBe(300);
  // What was on the wire when it stopped, and as much that left from memory before the workers noticed.
  expect(ids.length - 300).toBeLessThanOrEqual(2 * one.receiver.maxConcurrent);
  expect(workers.running()).toBe(4);
  const { rows } = await pool().query("SELECT count(*)::int AS n FROM attempts WHERE outcome = 'done'");
  expect(rows[0].n).toBeGreaterThanOrEqual(300);
}, 160_000);
