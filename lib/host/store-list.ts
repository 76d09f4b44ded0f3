import { pool } from "#lib/platform/db.ts";
import type { HostFilter } from "./schema.ts";
import { HOST_COLUMNS, type HostRow } from "./store.ts";

/** Hosts by name after `after`, each with how many deliveries wait for it. */
export async function listHostRows(
  workspaceId: string,
  filter: HostFilter,
  page: { after: string; limit: number },
): Promise<(HostRow & { waiting: number })[]> {
  const { rows } = await pool().query<HostRow & { waiting: number }>(
    `SELECT ${HOST_COLUMNS}, NULL::timestamptz AS window_until,
            (SELECT count(*)::int FROM deliveries d WHERE d.workspace_id = h.workspace_id AND d.host = h.host
                AND d.status IN ('pending', 'held', 'retrying')) AS waiting
       FROM hosts h WHERE workspace_id = $1 AND host > $2 AND ($4::text IS NULL OR position($4 IN host) > 0)
        AND ($5::text IS NULL OR state = $5) AND ($6::text IS NULL OR host = $6) ORDER BY host LIMIT $3`,
    [
      workspaceId,
      page.after,
      page.limit,
      filter.search?.toLowerCase() ?? null,
      filter.state ?? null,
      filter.host?.toLowerCase() ?? null,
    ],
  );
  return rows;
}
