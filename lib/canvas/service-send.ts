/** Entries that an API call asks for: `/canvas/trigger/send`. */

import { refuseLoop } from "#lib/event/loop-guard.ts";
import type { Context } from "#lib/platform/context.ts";
import { inTransaction, type SqlClient } from "#lib/platform/db.ts";
import { AppError, invalid } from "#lib/platform/errors.ts";
import { newId } from "#lib/platform/id.ts";
import { applyAttributes } from "#lib/profile/apply-attributes.ts";
import { identifierKey, type UserIdentifier } from "#lib/profile/schema.ts";
import { peopleOf } from "#lib/profile/service.ts";
import { peopleFacts } from "#lib/segment/service-match.ts";
import { type PlannedRun, turnOf } from "#lib/trigger/schedule.ts";
import { firstZone } from "#lib/trigger/wall-clock.ts";
import type { Newcomer } from "./newcomer.ts";
import type { CanvasRecipient, CanvasTrigger } from "./send-schema.ts";
import { enterCanvas } from "./service-enter.ts";
import { startBroadcast } from "./service-run.ts";
import { enterable, NOT_ACTIVE } from "./service-send-checks.ts";
import type { LoadedVersion } from "./service-versions-cache.ts";
import { insertDispatch } from "./store-dispatch.ts";
import { workspaceZone } from "./store-versions.ts";

/** Entries that were asked for earlier. Making them again under the same id changes nothing. */
export interface PlannedEntries {
  dispatchId: string;
  run: PlannedRun;
}

export interface EntryAnswer {
  dispatch_id: string;
  message: "success";
  /** One per recipient, in the order given; absent for broadcasts. */
  results?: RecipientResult[];
  /** Why nobody entered although the call was answered with success; only where the caller asked for that. */
  notice?: string;
}

interface RecipientResult {
  external_user_id: string | null;
  status: "accepted" | "skipped";
  entry_id?: string;
  reason?: string;
}

/** Lets the people of the call in, each with variables of their own; or the whole audience, in the background. */
export async function triggerCanvas(
  context: Context,
  body: CanvasTrigger,
  planned: PlannedEntries = { dispatchId: newId(), run: { at: context.now, wall: null } },
): Promise<EntryAnswer> {
  refuseLoop(context);
  const version = await enterable(context, body);
  const { dispatchId, run } = planned;
  const recipients = body.recipients ?? [];
  const ids = await inTransaction(async (sql) => {
    await insertDispatch(sql, {
      id: dispatchId,
      workspaceId: context.workspaceId,
      canvasId: version.canvasId,
      sendId: body.send_id ?? null,
      request: body,
      scheduledFor: null,
      loopDepth: context.loopDepth,
      now: context.now,
    });
    if (recipients.length > 0) return profilesOf(sql, context, recipients);
    const { workspaceId } = context;
    await startBroadcast(sql, { workspaceId, canvasId: version.canvasId, dispatchId, at: run.at });
    return [];
  });
  if (recipients.length === 0) return { dispatch_id: dispatchId, message: "success" };
  const results = await enterRecipients(context, version, { ...body, recipients }, ids, planned);
  return { dispatch_id: dispatchId, message: "success", results };
}

/** As `triggerCanvas`; a canvas that is not active is answered with success and a notice, as older clients expect it. */
export async function triggerCanvasIfActive(context: Context, body: CanvasTrigger): Promise<EntryAnswer> {
  try {
    return await triggerCanvas(context, body);
  } catch (error) {
    if (!(error instanceof AppError) || error.errors[0]?.code !== NOT_ACTIVE) throw error;
    return { dispatch_id: newId(), message: "success", notice: error.message };
  }
}

/** What becomes of each recipient, in order. */
async function enterRecipients(
  { workspaceId, loopDepth, now }: Context,
  version: LoadedVersion,
  body: CanvasTrigger & { recipients: readonly CanvasRecipient[] },
  ids: readonly (string | null)[],
  { dispatchId, run }: PlannedEntries,
): Promise<RecipientResult[]> {
  const known = ids.filter((id) => id !== null);
  const [people, zone] = await Promise.all([peopleFacts(workspaceId, known), workspaceZone(workspaceId)]);
  const newcomers: Newcomer[] = [];
  const places: (number | string)[] = body.recipients.map((recipient, index) => {
    const person = people.get(ids[index] ?? "");
    if (!person) return "unknown_user";
    const startAt = turnOf(run, firstZone(person.timeZone, zone), now);
    if (startAt === null) return "local_time_passed";
    const variables = {
      ...body.canvas_entry_properties,
      ...body.context,
      ...recipient.canvas_entry_properties,
      ...recipient.context,
    };
    const startedBy = `dispatch:${dispatchId}:${index}`;
    const newcomer = { person, startedBy, event: null, context: variables, startAt, loopDepth, at: now };
    return newcomers.push(newcomer) - 1;
  });
  const results = await enterCanvas(workspaceId, version, newcomers, now, { audience: body.audience });
  return places.map((place, index): RecipientResult => {
    const given = body.recipients[index]?.external_user_id;
    const external = people.get(ids[index] ?? "")?.externalId ?? given ?? null;
    if (typeof place === "string") return { external_user_id: external, status: "skipped", reason: place };
    const result = results[place];
    if (result?.entered) return { external_user_id: external, status: "accepted", entry_id: result.entryId };
    return { external_user_id: external, status: "skipped", reason: result?.reason ?? "unknown_user" };
  });
}

/** Profile ids of the recipients, in order; attributes are written first. */
async function profilesOf(
  sql: SqlClient,
  context: Context,
  recipients: readonly CanvasRecipient[],
): Promise<(string | null)[]> {
  const who = recipients.map(identifierOf);
  const mentions = recipients.map((recipient, index) => ({
    who: who[index] ?? {},
    create: !recipient.send_to_existing_only,
  }));
  const people = await peopleOf(
    sql,
    context,
    mentions,
    recipients.some((recipient) => recipient.attributes),
  );
  for (const [index, recipient] of recipients.entries()) {
    const profile = people.get(identifierKey(who[index] ?? {}) ?? "");
    if (!profile || !recipient.attributes) continue;
    const applied = applyAttributes(profile, recipient.attributes);
    if (!applied.ok) {
      const field = `recipients.${index}.attributes.${applied.attribute}`;
      throw invalid([{ code: "invalid_attribute", field, message: applied.message, hint: applied.hint }]);
    }
    if (applied.changes.length > 0) people.change({ ...profile, ...applied.profile });
  }
  await people.save(sql);
  return who.map((item) => people.get(identifierKey(item) ?? "")?.id ?? null);
}

function identifierOf(recipient: CanvasRecipient): UserIdentifier {
  const { external_user_id: externalId, user_alias: alias, braze_id: id, email } = recipient;
  return {
    ...(externalId === undefined ? {} : { external_id: externalId }),
    ...(alias === undefined ? {} : { user_alias: alias }),
    ...(id === undefined ? {} : { braze_id: id }),
    ...(email === undefined ? {} : { email }),
  };
}
