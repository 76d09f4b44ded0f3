/** The choice of a winner as the API answers it. Pure. */
import type { WinnerView } from "./stats-schema.ts";
import type { WinnerRow } from "./store-winner.ts";

export function winnerView(row: WinnerRow | null): WinnerView | null {
  if (!row) return null;
  return {
    status: row.status,
    held_percentage: row.held_percentage,
    decide_at: row.decide_at.toISOString(),
    decided_at: row.decided_at?.toISOString() ?? null,
    reason: row.reason as WinnerView["reason"],
    message_variation_id: row.variation_id,
    tested: row.tested ?? [],
    run_id: row.winner_run_id,
  };
}
