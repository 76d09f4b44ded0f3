/** Where the signing keys of a host are kept; what they mean is the business of lib/delivery. */
import type { SqlClient } from "#lib/platform/db.ts";
import { findHost, recordHostEvent, saveSigning } from "./store.ts";
import { hostsWithSigning, lockSigning } from "./store-signing.ts";

export async function hostSigning(workspaceId: string, host: string): Promise<unknown> {
  return (await findHost(workspaceId, host))?.signing ?? [];
}

/** The keys of a host that the same transaction replaces. */
export function lockHostSigning(
  sql: SqlClient,
  workspaceId: string,
  host: string,
  now: Date,
): Promise<unknown> {
  return lockSigning(sql, workspaceId, host, now);
}

/** Hosts that are signed for with keys of their own. */
export function ownKeyHosts(workspaceId: string): Promise<string[]> {
  return hostsWithSigning(workspaceId);
}

export async function storeHostSigning(
  sql: SqlClient,
  workspaceId: string,
  host: string,
  signing: unknown,
  now: Date,
): Promise<void> {
  await saveSigning(sql, workspaceId, host, signing, now);
  await recordHostEvent(sql, workspaceId, host, "signing_rotated", {}, now);
}
