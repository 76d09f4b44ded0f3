/** What may go of the deliveries that are parked behind hosts and paces. */
import type { SqlClient } from "#lib/platform/db.ts";
import { type ReleasePlan, releasePlan } from "./release-plan.ts";
import { findHosts } from "./store.ts";
import { moveParkings, takeDueParkings } from "./store-parking.ts";

export interface Release extends ReleasePlan {
  workspaceId: string;
  scope: string;
}

/** Scopes looked at in one round. */
const SCOPES = 200;

/** How many may go of each scope whose time has come. The scopes are the caller's until its transaction ends. */
export async function planReleases(sql: SqlClient, now: Date): Promise<Release[]> {
  const parkings = await takeDueParkings(sql, SCOPES, now);
  if (parkings.length === 0) return [];
  const hosts = await findHosts(
    sql,
    parkings.map((parking) => ({ workspaceId: parking.workspace_id, host: parking.scope })),
  );
  return parkings.map(({ workspace_id: workspaceId, scope, per_second: perSecond, released_at }) => {
    const host = hosts.find((row) => row.workspace_id === workspaceId && row.host === scope) ?? null;
    return { workspaceId, scope, ...releasePlan(host, { perSecond, releasedAt: released_at }, now) };
  });
}

/** Writes down what was let go; `taken` says how many of a scope there were. A scope that has none left is forgotten. */
export async function recordReleases(
  sql: SqlClient,
  releases: readonly Release[],
  taken: (release: Release) => number,
  now: Date,
): Promise<void> {
  const changes = releases.map((release) => {
    const { workspaceId, scope, take, nextAt, perSecond } = release;
    const isEmpty = take > 0 && taken(release) < take;
    return { workspaceId, scope, perSecond, releaseAt: nextAt, isEmpty, releasedAt: take > 0 ? now : null };
  });
  await moveParkings(sql, changes);
}
