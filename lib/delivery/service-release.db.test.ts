/** Deliveries that wait behind a host that takes none: they cost nothing, and come back as fast as the host bears. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hostSettingsSchema } from "#lib/host/schema.ts";
import { ensureHost, openHost, saveHostSettings } from "#lib/host/store.ts";
import { pauseHost, resumeHost } from "#lib/host/store-pause.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { owe, type Sender, startSender, statuses } from "#lib/testing/dispatching.ts";
import { countStatements, createWorkspace } from "#lib/testing/factories.ts";
import { type Receiver, startReceiver } from "#lib/testing/receiver.ts";
import { releaseParked } from "./service-release.ts";

useTestDatabase();

const HOUR = 3_600_000;

/** Rows as the dispatcher leaves them when a host takes nothing, and the scope they are parked behind. */
async function park(workspaceId: string, host: string, count: number, releaseAt: Date): Promise<void> {
  await pool().query(
    `INSERT INTO deliveries (id, workspace_id, host, status, reason, parked_scope)
     SELECT gen_random_uuid(), $1, $2, 'held', 'host_unhealthy', $2 FROM generate_series(1, $3)`,
    [workspaceId, host, count],
  );
  await pool().query("INSERT INTO parkings (workspace_id, scope, release_at) VALUES ($1, $2, $3)", [
    workspaceId,
    host,
    releaseAt,
  ]);
}

async function parkedRows(workspaceId: string): Promise<{ rows: number; versions: number }> {
  const { rows } = await pool().query<{ rows: number; versions: number }>(
    "SELECT count(*)::int AS rows, count(DISTINCT xmin::text)::int AS versions FROM deliveries WHERE workspace_id = $1 AND parked_scope IS NOT NULL",
    [workspaceId],
  );
  return rows[0] ?? { rows: 0, versions: 0 };
}

async function waitingForRows(): Promise<number> {
  const { rows } = await pool().query<{ n: number }>(
    "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return rows[0]?.n ?? 0;
}

describe("many deliveries parked behind an unhealthy host", () => {
  let sender: Sender;
  let receiver: Receiver;
  beforeAll(async () => {
    sender = await startSender();
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await sender.stop();
    await receiver.close();
  });

  it("M179, R244 are touched by nobody while a healthy host keeps its pace", async () => {
    const { workspaceId } = await createWorkspace();
    const now = new Date();
    await ensureHost(workspaceId, "down.example.com", now);
    const reopenAt = new Date(now.getTime() + HOUR);
    await openHost(workspaceId, "down.example.com", "closed", { reason: "test", reopenAt, now });
    await park(workspaceId, "down.example.com", 30_000, now);
    const messages = Array.from({ length: 300 }, () => ({ url: `${receiver.url}/well` }));
    const ids = await owe(workspaceId, messages);
    await expect.poll(() => statuses(ids), { timeout: 15_000 }).toEqual({ delivered: 300 });
    expect(await parkedRows(workspaceId)).toEqual({ rows: 30_000, versions: 1 });
  });

  it("are joined by what arrives meanwhile; nothing of it is tried and nothing has a time of its own", async () => {
    const { workspaceId } = await createWorkspace();
    const now = new Date();
    await ensureHost(workspaceId, receiver.host, now);
    const reopenAt = new Date(now.getTime() + HOUR);
    await openHost(workspaceId, receiver.host, "closed", { reason: "test", reopenAt, now });
    const messages = Array.from({ length: 20 }, () => ({ url: `${receiver.url}/held` }));
    const ids = await owe(workspaceId, messages);
    await expect.poll(() => statuses(ids)).toEqual({ held: 20 });
    const { rows } = await pool().query(
      "SELECT DISTINCT parked_scope, next_attempt_at, reason, attempts_count FROM deliveries WHERE id = ANY($1)",
      [ids],
    );
    const expected = { parked_scope: receiver.host, next_attempt_at: null, reason: "host_unhealthy" };
    expect(rows).toEqual([{ ...expected, attempts_count: 0 }]);
    const releaseAt = async () =>
      (await pool().query("SELECT release_at FROM parkings WHERE workspace_id = $1", [workspaceId])).rows;
    await expect.poll(releaseAt, { timeout: 5_000 }).toEqual([{ release_at: reopenAt }]);
  });
});

describe("release", () => {
  beforeEach(() => pool().query("DELETE FROM parkings"));
  const later = (from: Date, ms: number) => new Date(from.getTime() + ms);

  it("C51, M189 of a resumed host follows the ramp, in a fixed number of statements", async () => {
    const { workspaceId } = await createWorkspace();
    const now = new Date();
    await ensureHost(workspaceId, "back.example.com", now);
    await park(workspaceId, "back.example.com", 500, later(now, HOUR));
    await resumeHost(pool(), workspaceId, "back.example.com", now);
    expect(await releaseParked(now)).toBe(20);
    expect(await releaseParked(later(now, 500))).toBe(0);
    expect(await releaseParked(later(now, 1_000))).toBe(10);
    expect(await releaseParked(later(now, 2_000))).toBe(20);
    expect(await countStatements(() => releaseParked(later(now, 4_000)))).toBeLessThanOrEqual(9);
    expect((await parkedRows(workspaceId)).rows).toBe(500 - 20 - 10 - 20 - 80);
  });

  it("of a paused host waits for whoever resumes it", async () => {
    const { workspaceId } = await createWorkspace();
    const now = new Date();
    await pauseHost(pool(), workspaceId, "off.example.com", null, now);
    await park(workspaceId, "off.example.com", 5, now);
    expect(await releaseParked(now)).toBe(0);
    await resumeHost(pool(), workspaceId, "off.example.com", later(now, 10));
    expect(await releaseParked(later(now, 10))).toBe(5);
  });

  it("L170 follows a changed limit at once, and forgets a scope that is empty", async () => {
    const { workspaceId } = await createWorkspace();
    const now = new Date();
    await ensureHost(workspaceId, "slow.example.com", now);
    await park(workspaceId, "slow.example.com", 300, later(now, HOUR));
    const settings = hostSettingsSchema.parse({ rate_limit: { per_second: 60 } });
    await saveHostSettings(pool(), workspaceId, "slow.example.com", settings, now);
    expect(await releaseParked(now)).toBe(120);
    for (let second = 1; second <= 4; second++) await releaseParked(later(now, second * 1_000));
    const { rows } = await pool().query("SELECT FROM parkings WHERE workspace_id = $1", [workspaceId]);
    expect(rows).toHaveLength(0);
    expect((await parkedRows(workspaceId)).rows).toBe(0);
  });

  it("does not forget a scope because somebody else was taking the rows that were next", async () => {
    const { workspaceId } = await createWorkspace();
    const now = new Date();
    await ensureHost(workspaceId, "busy.example.com", now);
    await park(workspaceId, "busy.example.com", 50, later(now, HOUR));
    await resumeHost(pool(), workspaceId, "busy.example.com", now);
    const other = await pool().connect();
    try {
      await other.query("BEGIN");
      await other.query(
        `UPDATE deliveries SET status = 'cancelled', parked_scope = NULL WHERE id IN (
           SELECT id FROM deliveries WHERE workspace_id = $1 ORDER BY priority, id LIMIT 20)`,
        [workspaceId],
      );
      const released = releaseParked(now);
      await expect.poll(waitingForRows, { timeout: 10_000 }).toBe(1);
      await other.query("COMMIT");
      expect(await released).toBe(0);
    } finally {
      // Whatever went wrong, no transaction stays open on a connection that the next test gets.
      await other.query("ROLLBACK");
      other.release();
    }
    expect(await releaseParked(later(now, 1_000))).toBe(10);
  });

  it("finds its rows by an index that holds nothing but them; looking for due ones never meets them", async () => {
    const { workspaceId } = await createWorkspace();
    await park(workspaceId, "many.example.com", 20_000, new Date(Date.now() + HOUR));
    await pool().query("ANALYZE deliveries");
    const plan = async (text: string): Promise<string> =>
      JSON.stringify((await pool().query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`)).rows);
    const parked = await plan(
      `SELECT p.id FROM deliveries p WHERE p.workspace_id = '${workspaceId}' AND p.parked_scope = 'many.example.com' AND p.queued_at IS NULL
          AND p.status IN ('held', 'retrying') ORDER BY p.priority, p.id LIMIT 20`,
    );
    expect(parked).toContain("deliveries_parked_idx");
    expect(parked).not.toContain('"Sort"');
    const due = await plan(
      `SELECT id FROM deliveries WHERE queued_at IS NULL AND next_attempt_at IS NOT NULL AND status IN ('pending', 'held', 'retrying')
          AND next_attempt_at <= now() ORDER BY next_attempt_at LIMIT 2000`,
    );
    expect(due).toContain("deliveries_due_idx");
    expect(due).not.toContain("Rows Removed by Filter");
  });
});
