/** Choices of a winning variation: opened with the run that tests, decided once. */
import { pool, type SqlClient } from "#lib/platform/db.ts";
import type { TestedVariation } from "./winner.ts";

export interface WinnerRow {
  run_id: string;
  workspace_id: string;
  campaign_id: string;
  version_id: string;
  held_percentage: number;
  status: "waiting" | "decided" | "cancelled";
  created_at: Date;
  decide_at: Date;
  decided_at: Date | null;
  reason: string | null;
  variation_id: string | null;
  tested: TestedVariation[] | null;
  winner_run_id: string | null;
}

export async function insertSelection(
  sql: SqlClient,
  row: {
    runId: string;
    workspaceId: string;
    campaignId: string;
    versionId: string;
    heldPercentage: number;
    decideAt: Date;
    now: Date;
  },
): Promise<void> {
  await sql.query(
    `INSERT INTO campaign_winners (run_id, workspace_id, campaign_id, version_id, held_percentage, created_at, decide_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [row.runId, row.workspaceId, row.campaignId, row.versionId, row.heldPercentage, row.now, row.decideAt],
  );
}

/** A campaign that is sent anew asks its question anew. */
export async function cancelSelections(sql: SqlClient, workspaceId: string, campaignId: string) {
  await sql.query(
    "UPDATE campaign_winners SET status = 'cancelled' WHERE workspace_id = $1 AND campaign_id = $2 AND status = 'waiting'",
    [workspaceId, campaignId],
  );
}

/** The choice a run belongs to: as the one that tests, or the one that sends the winner. */
export async function selectionOfRun(workspaceId: string, runId: string): Promise<WinnerRow | null> {
  const { rows } = await pool().query<WinnerRow>(
    "SELECT * FROM campaign_winners WHERE workspace_id = $1 AND (run_id = $2 OR winner_run_id = $2)",
    [workspaceId, runId],
  );
  return rows[0] ?? null;
}

/** The latest choice of a campaign. */
export async function latestSelection(workspaceId: string, campaignId: string): Promise<WinnerRow | null> {
  const { rows } = await pool().query<WinnerRow>(
    "SELECT * FROM campaign_winners WHERE workspace_id = $1 AND campaign_id = $2 ORDER BY created_at DESC LIMIT 1",
    [workspaceId, campaignId],
  );
  return rows[0] ?? null;
}

/** Whether the choice still waits; held until the transaction ends, so that it is made once. */
export async function lockWaiting(sql: SqlClient, runId: string): Promise<boolean> {
  const { rows } = await sql.query(
    "SELECT 1 FROM campaign_winners WHERE run_id = $1 AND status = 'waiting' FOR UPDATE",
    [runId],
  );
  return rows.length > 0;
}

export async function hasWaiting(sql: SqlClient, campaignId: string): Promise<boolean> {
  const { rows } = await sql.query(
    "SELECT 1 FROM campaign_winners WHERE campaign_id = $1 AND status = 'waiting' LIMIT 1",
    [campaignId],
  );
  return rows.length > 0;
}

export async function closeSelection(
  sql: SqlClient,
  runId: string,
  outcome:
    | { status: "cancelled" }
    | {
        status: "decided";
        now: Date;
        reason: string;
        variationId: string | null;
        tested: TestedVariation[];
        winnerRunId: string | null;
      },
): Promise<void> {
  const decided = outcome.status === "decided" ? outcome : null;
  await sql.query(
    `UPDATE campaign_winners SET status = $2, decided_at = $3, reason = $4, variation_id = $5, tested = $6, winner_run_id = $7
      WHERE run_id = $1`,
    [
      runId,
      outcome.status,
      decided?.now ?? null,
      decided?.reason ?? null,
      decided?.variationId ?? null,
      decided ? JSON.stringify(decided.tested) : null,
      decided?.winnerRunId ?? null,
    ],
  );
}
