/** What many deliveries cost the others while they wait behind a host that takes only a few per second. */
import { insertDeliveries } from "#lib/delivery/service-enqueue.ts";
import { hostSettingsSchema } from "#lib/host/schema.ts";
import { saveHostSettings } from "#lib/host/store.ts";
import { inTransaction, pool } from "#lib/platform/db.ts";
import { healthyRate, mixedCampaign, row } from "./hanging.ts";
import type { Stack } from "./stack.ts";
import type { LiveCampaign } from "./workload.ts";

const SLOW_HOST = "127.0.3.1";
const SLOW_PER_SECOND = 10;
const BATCH = 5_000;

/** A healthy host's throughput beside `parked` deliveries that wait for their turn ÷ its throughput alone. */
export async function measureBesideParked(stack: Stack, count: number, parked: number): Promise<number> {
  const alone = await healthyRate(stack, await mixedCampaign(stack), count, 0);
  const campaign = await mixedCampaign(stack);
  await park(campaign, `${SLOW_HOST}:${stack.sink.port}`, parked);
  const beside = await healthyRate(stack, campaign, count, 0);
  return beside / alone;
}

/** As workers leave them behind that found the host's pace used up. */
async function park(campaign: LiveCampaign, host: string, count: number): Promise<void> {
  const { workspaceId } = campaign.context;
  const settings = hostSettingsSchema.parse({ rate_limit: { per_second: SLOW_PER_SECOND, burst: 1 } });
  await saveHostSettings(pool(), workspaceId, host, settings, new Date());
  const later = new Date(Date.now() + 86_400_000);
  for (let from = 0; from < count; from += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, count - from) }, (_, index) => ({
      ...row(campaign, null, from + index, SLOW_HOST, "parked"),
      sendAt: later,
    }));
    await inTransaction((sql) => insertDeliveries(sql, rows, new Date()));
  }
  await pool().query(
    `UPDATE deliveries SET status = 'held', reason = 'rate_limit', host = $2, parked_scope = $2, next_attempt_at = NULL
      WHERE workspace_id = $1`,
    [workspaceId, host],
  );
  await pool().query(
    "INSERT INTO parkings (workspace_id, scope, release_at, per_second) VALUES ($1, $2, now(), $3)",
    [workspaceId, host, SLOW_PER_SECOND],
  );
  await pool().query("VACUUM ANALYZE deliveries");
}
