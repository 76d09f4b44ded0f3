/** Opens and closes the breaker of a host after an answer, for all workers. */
import { log } from "#lib/platform/log.ts";
import {
  cooldownMs,
  newWindow,
  openingReason,
  type ProbeVerdict,
  windowCounts,
  withOthers,
} from "./breaker.ts";
import type { Health } from "./health.ts";
import type { HostSettings } from "./schema.ts";
import type { OtherWorkers } from "./service-others.ts";
import { closeHost, openHost } from "./store.ts";
import { type ProbeClaim, returnProbe } from "./store-probe.ts";

export interface Probe {
  verdict: ProbeVerdict;
  /** Whose it was, and until when. */
  claim: ProbeClaim;
  openCount: number;
}

/**
 * After a probe: the host is well and comes back step by step, or it is left alone for longer. What failed on our side
 * is tried again after the same pause.
 */
export async function judgeProbe(
  health: Health,
  settings: HostSettings,
  { verdict, claim, openCount }: Probe,
  now: Date,
): Promise<void> {
  const { workspaceId, host } = health;
  if (verdict === "well") {
    health.window = newWindow(settings.breaker.window_seconds);
    return closeHost(workspaceId, host, now);
  }
  const openings = verdict === "failing" ? openCount + 1 : openCount;
  const reopenAt = new Date(now.getTime() + cooldownMs(openings, settings.breaker, 0, Math.random()));
  if (verdict === "unknown") return returnProbe(health, claim, reopenAt, now);
  await openHost(workspaceId, host, "half_open", { reason: "the probe failed", reopenAt, now });
}

/** Opens the breaker when the recent answers of all workers call for it; whether they did. */
export async function openIfUnhealthy(
  health: Health,
  settings: HostSettings,
  { others, networkIsDown }: { others: OtherWorkers; networkIsDown: () => boolean },
  now: Date,
): Promise<boolean> {
  const own = windowCounts(health.window, now);
  const reason =
    openingReason(own, settings.breaker) ??
    openingReason(withOthers(own, await others.countsOf(health, now)), settings.breaker);
  if (!reason) return false;
  const { workspaceId, host } = health;
  // When nearly everything fails at once, our own network is the likelier culprit: keep the breakers closed.
  if (networkIsDown()) {
    log().warn({ host }, "most hosts fail at once; looks like a local network fault, no breaker is opened");
    return false;
  }
  const pauseMs = cooldownMs(1, settings.breaker, 0, Math.random());
  const reopenAt = new Date(now.getTime() + pauseMs);
  const opened = await openHost(workspaceId, host, "closed", { reason, reopenAt, now });
  if (opened) log().warn({ workspaceId, host, reason, pauseMs }, "circuit breaker opened");
  return true;
}
