import type { PgBoss } from "pg-boss";
import { afterAll, beforeAll, expect, it } from "vitest";
import { pool } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { createQueue, enqueue, startWorkerQueue } from "#lib/platform/queue.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { SEND_DELIVERIES } from "./jobs.ts";
import { createLeases, type Leases } from "./service-leases.ts";

useTestDatabase();

let bosses: PgBoss[];
let leases: Leases[];

beforeAll(async () => {
  bosses = [await startWorkerQueue(), await startWorkerQueue()];
  for (const boss of bosses) await createQueue(boss, SEND_DELIVERIES);
  leases = bosses.map(createLeases);
});
afterAll(async () => {
  for (const lease of leases) lease.stop();
  for (const boss of bosses) await boss.stop({ graceful: false });
});

it("a job that was given to somebody else is no longer ours, whatever its new owner says of it", async () => {
  const [mine, theirs] = leases as [Leases, Leases];
  const queuedAt = new Date();
  const ids = [newId()];
  await enqueue(pool(), SEND_DELIVERIES, [{ ids, queued_at: queuedAt.toISOString() }]);
  const [lease] = await mine.take(1);
  if (!lease) throw new Error("no job");
  expect(lease).toMatchObject({ ids, queuedAt });
  expect(mine.isOurs(lease)).toBe(true);

  // The queue thinks that we are gone, and another worker takes over.
  await bosses[1]?.fail(SEND_DELIVERIES.name, lease.job);
  let taken: Awaited<ReturnType<Leases["take"]>> = [];
  await expect.poll(async () => (taken = await theirs.take(1)).length, { timeout: 10_000 }).toBe(1);
  const [other] = taken;
  if (!other) throw new Error("no job");
  await expect.poll(() => mine.isOurs(lease), { timeout: 10_000 }).toBe(false);
  expect(theirs.isOurs(other)).toBe(true);

  // Nothing that the first one says about it matters any more.
  await mine.complete(lease);
  expect(await stateOf(lease.job.id)).toBe("active");
  await theirs.complete(other);
  expect(await stateOf(lease.job.id)).toBe("completed");
});

async function stateOf(jobId: string): Promise<string> {
  const { rows } = await pool().query<{ state: string }>("SELECT state FROM pgboss.job WHERE id = $1", [
    jobId,
  ]);
  return rows[0]?.state ?? "gone";
}
