/** Taking in attributes, events and purchases: one transaction and a fixed number of statements per call. */
import type { Context } from "#lib/platform/context.ts";
import { inTransaction, type SqlClient } from "#lib/platform/db.ts";
import { invalid } from "#lib/platform/errors.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { enqueue } from "#lib/platform/queue.ts";
import { cut } from "#lib/platform/text.ts";
import { applyAttributes } from "#lib/profile/apply-attributes.ts";
import { identifierKey } from "#lib/profile/schema.ts";
import { type People, peopleOf } from "#lib/profile/service.ts";
import { catalogueEntries } from "./catalogue.ts";
import { type CheckedCall, checkCall, type Indexed, problemOf } from "./check-call.ts";
import { type AttributeChange, EVALUATE_EVENTS, type EvaluatedEvent } from "./jobs.ts";
import type { TrackAnswer, TrackAttributes, TrackBody, TrackProblem } from "./schema.ts";
import { blockedNames } from "./service-blocked.ts";
import { claimEventIds, insertEvents, type NewEvent, touchEventNames } from "./store.ts";
import { insertRejections } from "./store-catalogue.ts";
import { toNewEvents } from "./to-new-events.ts";

/**
 * Applies attributes, then stores events, then purchases, and enqueues their evaluation in the same transaction.
 * Objects that are wrong are left out and reported; when none is right, throws 422 and nothing is stored.
 * At most nine statements, however many objects.
 */
export async function track(
  context: Context,
  body: TrackBody,
  loopDepth = context.loopDepth ?? 0,
): Promise<TrackAnswer> {
  const call = checkCall(body, context.now, await blockedNames(context.workspaceId, context.now));
  const given = body.attributes.length + body.events.length + body.purchases.length;
  if (given === 0) {
    throw invalid([
      {
        code: "nothing_to_track",
        message: "The call carries nothing.",
        hint: "Send attributes, events or purchases.",
      },
    ]);
  }
  const problems = [...call.problems];
  const counts =
    problems.length === given
      ? NOTHING
      : await inTransaction((sql) => trackIn(sql, context, { ...call, loopDepth }, problems));
  if (problems.length > 0)
    await insertRejections(context.workspaceId, rejectionsOf(body, problems), context.now);
  if (problems.length === given) throw invalid(problems);
  return answerOf(counts, problems);
}

/** What was not taken, in short: the data itself is not kept. */
function rejectionsOf(body: TrackBody, problems: readonly TrackProblem[]) {
  const textOf = (value: unknown): string | null => (typeof value === "string" ? cut(value, 255) : null);
  return problems.map((problem) => {
    const given = body[problem.input_array][problem.index];
    const object = (typeof given === "object" && given !== null ? given : {}) as Record<string, unknown>;
    const name = problem.input_array === "purchases" ? object.product_id : object.name;
    return { ...problem, name: textOf(name), externalId: textOf(object.external_id) };
  });
}

/** As `track`, within the caller's transaction. Objects that are wrong are left out and answered. */
export async function trackWithin(
  sql: SqlClient,
  context: Context,
  body: TrackBody,
  loopDepth = context.loopDepth ?? 0,
): Promise<TrackProblem[]> {
  const call = checkCall(body, context.now, await blockedNames(context.workspaceId, context.now));
  const problems = [...call.problems];
  await trackIn(sql, context, { ...call, loopDepth }, problems);
  return problems;
}

const NOTHING: Counts = { attributes: 0, events: 0, purchases: 0 };

interface Counts {
  attributes: number;
  events: number;
  purchases: number;
}

async function trackIn(
  sql: SqlClient,
  context: Context,
  call: CheckedCall & { loopDepth: number },
  problems: TrackProblem[],
): Promise<Counts> {
  const people = await peopleOf(
    sql,
    context,
    [...call.attributes, ...call.events, ...call.purchases].map((item) => ({
      who: item.value,
      create: item.value._update_existing_only !== true,
    })),
    call.attributes.length > 0,
  );
  const attributes = applyAll(call.attributes, people, problems);
  await people.save(sql);
  const fresh = toNewEvents(call, people, context.now, problems);
  const events = await store(sql, context, fresh.events, call.loopDepth);
  const depth = call.loopDepth > 0 ? { loop_depth: call.loopDepth } : {};
  if (events.length > 0 || attributes.changes.length > 0) {
    await enqueue(sql, EVALUATE_EVENTS, [
      {
        workspace_id: context.workspaceId,
        received_at: context.now.toISOString(),
        events: events.map((event) => ({ ...toEvaluated(event, people), ...depth })),
        attribute_changes: attributes.changes,
        ...depth,
      },
    ]);
  }
  return { attributes: attributes.applied, events: fresh.eventCount, purchases: fresh.purchaseCount };
}

/** Leaves out what was counted before, then writes the rest and tells open screens. */
async function store(
  sql: SqlClient,
  context: Context,
  events: { event: NewEvent; clientId: string | undefined }[],
  loopDepth: number,
): Promise<NewEvent[]> {
  const clientIds = [...new Set(events.flatMap((item) => item.clientId ?? []))];
  const claimed =
    clientIds.length > 0
      ? await claimEventIds(sql, context.workspaceId, clientIds, context.now)
      : new Set<string>();
  const counted = events
    .filter((item) => item.clientId === undefined || claimed.delete(item.clientId))
    .map((item) => item.event);
  if (counted.length === 0) return [];
  await insertEvents(sql, context.workspaceId, counted, context.now, loopDepth);
  const entries = catalogueEntries(context.workspaceId, counted, context.now);
  if (entries.length > 0) {
    await touchEventNames(sql, context.workspaceId, entries, context.now);
    await notifyLive(sql, context.workspaceId, ["events"]);
  }
  return counted;
}

function applyAll(
  items: Indexed<TrackAttributes>[],
  people: People,
  problems: TrackProblem[],
): { applied: number; changes: AttributeChange[] } {
  const changes: AttributeChange[] = [];
  let applied = 0;
  for (const { value, index } of items) {
    const profile = people.get(identifierKey(value) ?? "");
    if (!profile) {
      problems.push(problemOf("attributes", index, unknownPerson));
      continue;
    }
    const result = applyAttributes(profile, value);
    if (!result.ok) {
      problems.push(
        problemOf("attributes", index, {
          code: "invalid_attribute",
          field: result.attribute,
          message: result.message,
          hint: result.hint,
        }),
      );
      continue;
    }
    applied++;
    if (result.changes.length === 0) continue;
    people.change({ ...profile, ...result.profile });
    changes.push(
      ...result.changes.map((change) => ({
        profile_id: profile.id,
        external_id: profile.externalId,
        ...change,
      })),
    );
  }
  return { applied, changes };
}

const unknownPerson = {
  code: "unknown_user",
  field: "external_id",
  message: "There is no such person.",
  hint: "Leave out _update_existing_only to create them.",
};

function toEvaluated(event: NewEvent, people: People): EvaluatedEvent {
  return {
    id: event.id,
    profile_id: event.profileId,
    external_id: people.externalIdOf(event.profileId),
    kind: event.kind,
    name: event.name,
    time: event.time.toISOString(),
    properties: event.properties,
    product_id: event.productId,
  };
}

function answerOf(counts: Counts, problems: TrackProblem[]): TrackAnswer {
  return {
    message: "success",
    ...(counts.attributes > 0 ? { attributes_processed: counts.attributes } : {}),
    ...(counts.events > 0 ? { events_processed: counts.events } : {}),
    ...(counts.purchases > 0 ? { purchases_processed: counts.purchases } : {}),
    ...(problems.length > 0 ? { errors: problems } : {}),
  };
}
