/**
 * Keeps what feeds itself from going on for ever. A webhook that posts back to our own API says in a header how many of
 * our webhooks led to it; events, changes, entries and sends count on, and what comes too deep starts nothing.
 */
import { AppError } from "#lib/platform/errors.ts";
import type { EvaluateEventsPayload } from "./jobs.ts";

export const LOOP_HEADER = "x-loop-depth";
export const MAX_LOOP_DEPTH = 5;

/** How many webhooks led to a call; 0 for one from outside. */
export function loopDepth(header: string | null): number {
  const depth = Number(header ?? "0");
  return Number.isInteger(depth) && depth > 0 ? Math.min(depth, MAX_LOOP_DEPTH) : 0;
}

/** The header line of a request to ourselves because of an event of that depth; none for other hosts. */
export function loopHeader(target: string, own: string, depth: unknown): string[] {
  if (new URL(target).host !== new URL(own).host) return [];
  return [LOOP_HEADER, String((typeof depth === "number" ? depth : 0) + 1)];
}

/** Throws for a call to which so many of our own webhooks led that it may start nothing. */
export function refuseLoop({ loopDepth: depth = 0 }: { loopDepth?: number | undefined }): void {
  if (depth < MAX_LOOP_DEPTH) return;
  const message = `${MAX_LOOP_DEPTH} webhooks of ours in a row led to this call, so it starts nothing.`;
  const hint = "Let the message call something that does not send the message again.";
  throw new AppError("conflict", message, { errors: [{ code: "loop_cut", message, hint }] });
}

/** How many of our own led to what these people did or became, as far as any did: the most of each. */
export function depthsOf(batch: readonly EvaluateEventsPayload[]): Map<string, number> {
  const depths = new Map<string, number>();
  const note = (profileId: string, depth = 0): void => {
    if (depth > (depths.get(profileId) ?? 0)) depths.set(profileId, depth);
  };
  for (const { events, attribute_changes: changes, loop_depth: depth } of batch) {
    for (const event of events) note(event.profile_id, event.loop_depth ?? depth);
    for (const change of changes) note(change.profile_id, depth);
  }
  return depths;
}

/** What a delivery keeps of how deep what it is sent for was; nothing for what came from outside. */
export function deeper({ loopDepth: depth = 0 }: { loopDepth?: number | undefined }): {
  loop_depth?: number;
} {
  return depth > 0 ? { loop_depth: depth } : {};
}
