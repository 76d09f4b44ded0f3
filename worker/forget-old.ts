import { forgetRequests } from "#lib/api-log/service.ts";
import { forgetBulk } from "#lib/bulk/service.ts";
import { pruneDeliveries } from "#lib/delivery/service-retention.ts";
import { forgetRejections } from "#lib/event/service-catalogue.ts";
import { forgetImports } from "#lib/import/service.ts";
import { DEFAULT_RETENTION, maintainTables } from "#lib/platform/maintenance-store.ts";
import { forgetSegmentSizes } from "#lib/segment/service-sizes.ts";
import { retentionPolicies } from "#lib/workspace/service-retention.ts";

/**
 * Deletes what is older than the workspaces want to keep. Partitions are shared, so a month goes once no workspace
 * wants it any more; deliveries go workspace by workspace.
 */
export async function forgetOld(now: Date): Promise<void> {
  const policies = await retentionPolicies();
  const longest = (days: "request_bodies_days" | "events_days", fallback: number): number =>
    policies.length === 0 ? fallback : Math.max(...policies.map((policy) => policy.retention[days]));
  await maintainTables(
    {
      ...DEFAULT_RETENTION,
      deliveryLogDays: longest("request_bodies_days", DEFAULT_RETENTION.deliveryLogDays),
      eventDays: longest("events_days", DEFAULT_RETENTION.eventDays),
    },
    now,
  );
  await forgetImports(now);
  await forgetRejections(now);
  await forgetRequests(now);
  await forgetBulk(now);
  await forgetSegmentSizes(now);
  for (const { workspaceId, retention } of policies) {
    await pruneDeliveries(workspaceId, new Date(now.getTime() - retention.deliveries_days * 86_400_000));
  }
}
