/** Keeps the rate headers that hosts last sent, on success too, so that the hosts screen shows what sets the pace. */
import { log } from "#lib/platform/log.ts";
import { type NamedHeaders, rateHeadersSeen } from "./parse-rate-limit-headers.ts";
import { saveHeadersSeen } from "./store-headers.ts";

const EVERY_MS = 5_000;
const MAX_HOSTS = 50_000;
const savedAt = new Map<string, number>();

/** Writes them at most every few seconds per host and process; does not wait for the database. */
export function noteRateHeaders(workspaceId: string, host: string, named: NamedHeaders, now: Date): void {
  const key = `${workspaceId} ${host}`;
  if (now.getTime() - (savedAt.get(key) ?? 0) < EVERY_MS) return;
  const seen = rateHeadersSeen(named);
  for (const _ in seen) {
    if (savedAt.size >= MAX_HOSTS) savedAt.clear();
    savedAt.set(key, now.getTime());
    saveHeadersSeen(workspaceId, host, seen, now).catch((error: unknown) =>
      log().warn({ err: error, host }, "the rate headers of a host were not kept"),
    );
    return;
  }
}
