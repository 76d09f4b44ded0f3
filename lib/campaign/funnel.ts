/** From those who fired a campaign to those who have it. Each step counts what the steps before left over. */
import type { CampaignStats } from "./stats-schema.ts";

const OUTSIDE_AUDIENCE = new Set(["user_not_in_segment", "audience_failed"]);
const CAPS = new Set(["frequency_capped", "quiet_hours"]);

export interface FunnelCounts {
  deliveries: readonly { status: string; reason: string | null; attempted: boolean; count: number }[];
  decisions: readonly { reason: string; count: number }[];
}

export function funnelOf({ deliveries, decisions }: FunnelCounts): CampaignStats["funnel"] {
  const sum = <Row extends { count: number }>(rows: readonly Row[], holds: (row: Row) => boolean): number =>
    rows.filter(holds).reduce((total, row) => total + row.count, 0);
  const made = sum(deliveries, () => true);
  const capped = sum(deliveries, (row) => row.status === "aborted" && CAPS.has(row.reason ?? ""));
  const ended = sum(deliveries, (row) => row.status === "aborted" || row.status === "cancelled");
  return [
    { step: "triggered", count: made + sum(decisions, () => true) },
    { step: "audience", count: made + sum(decisions, (row) => !OUTSIDE_AUDIENCE.has(row.reason)) },
    { step: "caps", count: made - capped },
    { step: "not_aborted", count: made - ended },
    {
      step: "sent",
      count: sum(
        deliveries,
        (row) => row.attempted && row.status !== "aborted" && row.status !== "cancelled",
      ),
    },
    { step: "delivered", count: sum(deliveries, (row) => row.status === "delivered") },
  ];
}
