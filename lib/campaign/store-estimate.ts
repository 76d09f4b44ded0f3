import type { CapRule } from "#lib/delivery/service-caps.ts";
import { pool, prisma } from "#lib/platform/db.ts";
import type { Statement } from "#lib/segment/compile-sql.ts";

export interface Reach {
  matched: number;
  reachable: number;
  after_caps: number;
  /** Of the reachable, those who got it before. */
  again: number;
}

/**
 * How many of the people that `audience` selects (rows with `id`) are eligible again, and not over a cap. With
 * `campaignId` null nobody received it yet.
 */
export async function reachOf(
  workspaceId: string,
  audience: Statement,
  campaignId: string | null,
  lastBefore: Date | null,
  caps: readonly CapRule[],
): Promise<Reach> {
  const values = [...audience.values];
  const bind = (value: unknown, type: string): string => {
    values.push(value);
    return `$${values.length}::${type}`;
  };
  const campaign = bind(campaignId, "uuid");
  const eligible = `(r.profile_id IS NULL OR coalesce(r.last_received_at <= ${bind(lastBefore, "timestamptz")}, false))`;
  const over = caps.map(
    (
      cap,
    ) => `SELECT d.profile_id FROM deliveries d LEFT JOIN campaigns c ON c.id = d.campaign_id LEFT JOIN canvases v ON v.id = d.canvas_id
       WHERE d.workspace_id = ${bind(workspaceId, "text")} AND d.profile_id IS NOT NULL AND d.created_at > ${bind(cap.since, "timestamptz")}
         AND d.status NOT IN ('aborted', 'cancelled') AND NOT d.test AND (${bind(cap.tag, "text")} IS NULL OR ${bind(cap.tag, "text")} = ANY(c.tags || v.tags))
       GROUP BY d.profile_id HAVING count(*) >= ${bind(cap.max, "int")}`,
  );
  const capped = over.length > 0 ? over.join(" UNION ") : "SELECT NULL::uuid AS profile_id WHERE false";
  const { rows } = await pool().query<Reach>(
    `SELECT count(*)::int AS matched, count(*) FILTER (WHERE ${eligible})::int AS reachable,
            count(*) FILTER (WHERE ${eligible} AND o.profile_id IS NULL)::int AS after_caps,
            count(*) FILTER (WHERE ${eligible} AND r.profile_id IS NOT NULL AND NOT r.control)::int AS again
       FROM (${audience.text}) AS m
       LEFT JOIN campaign_receipts r ON r.campaign_id = ${campaign} AND r.profile_id = m.id
       LEFT JOIN (${capped}) AS o ON o.profile_id = m.id`,
    values,
  );
  return rows[0] ?? { matched: 0, reachable: 0, after_caps: 0, again: 0 };
}

/** What is known about one person and one campaign. */
export async function personHistory(workspaceId: string, campaignId: string, profileId: string) {
  const own = { workspaceId, campaignId, profileId };
  const [receipt, deliveries, decisions] = await Promise.all([
    prisma().campaignReceipt.findFirst({ where: own }),
    prisma().delivery.findMany({
      where: own,
      orderBy: { createdAt: "desc" },
      take: 10,
      select: { id: true, status: true, reason: true, createdAt: true },
    }),
    prisma().campaignDecision.findMany({
      where: own,
      orderBy: { decidedAt: "desc" },
      take: 20,
      select: { reason: true, eventId: true, decidedAt: true },
    }),
  ]);
  return { receipt, deliveries, decisions };
}

export interface RecentEvent {
  kind: "event" | "purchase";
  name: string;
  time: Date;
  properties: Record<string, unknown>;
  product_id: string | null;
}

/** The latest things somebody did under these names. */
export async function recentEventsOf(
  workspaceId: string,
  profileId: string,
  names: readonly string[],
): Promise<RecentEvent[]> {
  const { rows } = await pool().query<RecentEvent>(
    `SELECT kind, name, time, properties, product_id FROM events WHERE workspace_id = $1 AND profile_id = $2 AND name = ANY($3)
      ORDER BY time DESC LIMIT 200`,
    [workspaceId, profileId, names],
  );
  return rows;
}
