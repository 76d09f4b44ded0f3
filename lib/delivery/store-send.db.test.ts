import { expect, it } from "vitest";
import { pool } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import type { Settlement } from "./settlement.ts";
import { settle } from "./store-send.ts";

useTestDatabase();

it("an answer that comes after a delivery was cancelled leaves why and when it was cancelled", async () => {
  const { workspaceId } = await createWorkspace();
  const id = newId();
  const cancelledAt = new Date(Date.now() - 5_000);
  await pool().query(
    "INSERT INTO deliveries (id, workspace_id, status, reason, finished_at) VALUES ($1, $2, 'cancelled', 'campaign_stopped', $3)",
    [id, workspaceId, cancelledAt],
  );
  const now = new Date();
  const again: Settlement = {
    id,
    workspaceId,
    campaignId: null,
    canvasEntryId: null,
    status: "retrying",
    reason: "http_500",
    nextAttemptAt: new Date(now.getTime() + 1_000),
    nextReason: "retry",
    host: "api.example.com",
    url: null,
    budget: 1,
    attempt: null,
    parked: null,
  };
  await settle([again], "w", now);
  expect(await stored(id)).toEqual({
    status: "cancelled",
    reason: "campaign_stopped",
    next_attempt_at: null,
    finished_at: cancelledAt,
  });
  await settle([{ ...again, status: "delivered", reason: null, nextAttemptAt: null }], "w", now);
  expect(await stored(id)).toMatchObject({ status: "delivered", reason: null, finished_at: now });
});

async function stored(id: string): Promise<unknown> {
  const { rows } = await pool().query(
    "SELECT status, reason, next_attempt_at, finished_at FROM deliveries WHERE id = $1",
    [id],
  );
  return rows[0];
}
