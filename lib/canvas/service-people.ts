/** What is done to one person inside by hand: take out, try the step again, skip it. Each is in the audit log. */
import type { Context } from "#lib/platform/context.ts";
import { conflict } from "#lib/platform/errors.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import type { EntryRun } from "./run-schema.ts";
import { playTurns } from "./service-engine.ts";
import { entryRun } from "./service-views.ts";
import { loadActive } from "./store-entries.ts";
import type { TurnCause } from "./turn.ts";

/** Takes one person out; what waits to be sent to them is cancelled. */
export function exitEntry(context: Context, id: string, entryId: string): Promise<EntryRun> {
  return act(context, id, entryId, "canvas.person_exited", { kind: "leave", reason: "by_hand" });
}

/** Plays the step they are at once more, from the start; what it waits to send is cancelled. */
export function retryEntry(context: Context, id: string, entryId: string): Promise<EntryRun> {
  return act(context, id, entryId, "canvas.person_retried", { kind: "again" });
}

/** Goes on at the next step without waiting for this one. */
export function skipEntry(
  context: Context,
  id: string,
  entryId: string,
  path: string | null,
): Promise<EntryRun> {
  return act(context, id, entryId, "canvas.person_skipped", { kind: "skip", path });
}

async function act(
  context: Context,
  id: string,
  entryId: string,
  action: string,
  cause: TurnCause,
): Promise<EntryRun> {
  const before = await entryRun(context, id, entryId);
  const entries = await loadActive(context.workspaceId, [before.entry_id]);
  const stored = await playTurns(
    context.workspaceId,
    entries.map((entry) => ({ entry, cause, causeId: null, at: context.now })),
    context.now,
  );
  if (stored.length === 0) {
    throw conflict(
      "person_moved",
      "This person is no longer inside, or is held or moving on right now.",
      "Look at the run again.",
    );
  }
  const after = await entryRun(context, id, entryId);
  await recordAudit(context, {
    action,
    subject: { type: "canvas", id },
    before: { external_user_id: before.external_user_id, step: before.step },
    after: { step: after.step, state: after.state },
  });
  return after;
}
