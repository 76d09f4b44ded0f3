/** Those who write to many deliveries at once never wait for each other in a circle. */
import type { PoolClient } from "pg";
import { expect, it } from "vitest";
import { resumeHost } from "#lib/host/store-pause.ts";
import { inTransaction, pool } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { eraseProfiles } from "#lib/profile/store-erase.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { sweepWaiting } from "./service-park.ts";
import type { Settlement } from "./settlement.ts";
import { settle } from "./store-send.ts";

useTestDatabase();

const HOST = "api.example.com";

/** Deliveries that a paused host held, in the order in which they lie on disk. */
async function heldRows(count: number) {
  const { workspaceId } = await createWorkspace();
  const campaignId = newId();
  const profileId = newId();
  const ids = Array.from({ length: count }, newId);
  await pool().query(
    `INSERT INTO deliveries (id, workspace_id, campaign_id, profile_id, host, status, reason)
     SELECT id, $2, $3, $4, $5, 'held', 'host_paused' FROM unnest($1::uuid[]) AS t (id)`,
    [ids, workspaceId, campaignId, profileId, HOST],
  );
  const row = async (id: string | undefined) =>
    (await pool().query("SELECT status, next_attempt_at FROM deliveries WHERE id = $1", [id])).rows[0];
  return { workspaceId, campaignId, profileId, ids, row };
}

/** An outcome is being written to a row: `work` runs meanwhile, and the row is written to afterwards. */
async function whileWriting<T>(id: string | undefined, work: (sql: PoolClient) => Promise<T>): Promise<T> {
  const sql = await pool().connect();
  try {
    await sql.query("BEGIN");
    await sql.query("UPDATE deliveries SET url = 'https://api.example.com/' WHERE id = $1", [id]);
    return await work(sql);
  } finally {
    await sql.query("COMMIT");
    sql.release();
  }
}

it("a host that is resumed leaves rows alone that an outcome is being written to", async () => {
  const { workspaceId, ids, row } = await heldRows(3);
  const now = new Date();
  await whileWriting(ids[1], async (sql) => {
    await inTransaction((other) => resumeHost(other, workspaceId, HOST, now));
    // Whoever holds the one row goes on to the others: a resume that had waited would stand in the way for ever.
    await sql.query("UPDATE deliveries SET url = 'https://api.example.com/' WHERE id = $1", [ids[0]]);
  });
  expect(await row(ids[0])).toMatchObject({ next_attempt_at: now });
  expect(await row(ids[1])).toMatchObject({ next_attempt_at: null });
  expect(await row(ids[2])).toMatchObject({ next_attempt_at: now });
});

it("a campaign that is stopped comes back for the rows that were busy", async () => {
  const { workspaceId, campaignId, ids, row } = await heldRows(3);
  let asked = 0;
  const fate = async () => {
    asked++;
    return { kind: "cancel", reason: "campaign_stopped" } as const;
  };
  const owner = { kind: "campaign", workspaceId, id: campaignId } as const;
  const swept = await whileWriting(ids[1], async (sql) => {
    const sweep = sweepWaiting(owner, fate, new Date());
    await expect.poll(() => asked).toBeGreaterThan(1);
    expect(await row(ids[0])).toMatchObject({ status: "cancelled" });
    await sql.query("UPDATE deliveries SET url = 'https://api.example.com/' WHERE id = $1", [ids[0]]);
    return { sweep };
  });
  await swept.sweep;
  for (const id of ids) expect(await row(id)).toMatchObject({ status: "cancelled" });
});

it("batches of outcomes, stops and erasures of the same rows go on side by side", async () => {
  const { workspaceId, campaignId, profileId, ids } = await heldRows(300);
  const owner = { kind: "campaign", workspaceId, id: campaignId } as const;
  const outcomes = (order: string[]) => order.map((id) => outcome(workspaceId, id));
  for (let round = 0; round < 8; round++) {
    await pool().query("UPDATE deliveries SET profile_id = $2 WHERE id = ANY($1)", [ids, profileId]);
    const sweep = sweepWaiting(owner, async () => ({ kind: "park", reason: `round ${round}` }), new Date());
    await Promise.all([
      settle(pool(), outcomes(ids), "one", new Date()),
      settle(pool(), outcomes(ids.toReversed()), "two", new Date()),
      inTransaction((sql) => eraseProfiles(sql, workspaceId, [profileId], new Date())),
      sweep,
    ]);
  }
  const { rows } = await pool().query("SELECT count(*)::int AS n FROM deliveries WHERE profile_id IS NULL");
  expect(rows[0].n).toBe(300);
});

function outcome(workspaceId: string, id: string): Settlement {
  return {
    id,
    workspaceId,
    queuedAt: null,
    createdAt: new Date(),
    replayed: false,
    campaignId: null,
    canvasEntryId: null,
    status: "held",
    reason: "rate_limit",
    nextAttemptAt: new Date(),
    nextReason: null,
    host: HOST,
    url: null,
    budget: 0,
    attempt: null,
    parked: null,
  };
}
