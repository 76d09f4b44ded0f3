import { pool } from "#lib/platform/db.ts";

/** The rate headers an answer carried, for people to look at. */
export async function saveHeadersSeen(
  workspaceId: string,
  host: string,
  headers: Record<string, string>,
  now: Date,
): Promise<void> {
  await pool().query({
    name: "host-headers-seen",
    text: "UPDATE hosts SET last_headers = $3, last_headers_at = $4 WHERE workspace_id = $1 AND host = $2",
    values: [workspaceId, host, JSON.stringify(headers), now],
  });
}
