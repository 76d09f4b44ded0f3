/** Entries that an API call asks for: `/canvas/trigger/send`. */
import type { Context } from "#lib/platform/context.ts";
import { inTransaction } from "#lib/platform/db.ts";
import { AppError, conflict, invalid } from "#lib/platform/errors.ts";
import { newId } from "#lib/platform/id.ts";
import { applyAttributes } from "#lib/profile/apply-attributes.ts";
import { identifierKey, type UserIdentifier } from "#lib/profile/schema.ts";
import { peopleOf } from "#lib/profile/service.ts";
import type { CanvasRecipient, CanvasTrigger } from "./send-schema.ts";
import { canvasOrThrow } from "./service.ts";
import { enterCanvas, type Newcomer } from "./service-enter.ts";
import { liveCanvases } from "./service-live.ts";
import { loadPeople } from "./store-entries.ts";

/** Lets the people of the call in, each with variables of their own. */
export async function triggerCanvas(context: Context, body: CanvasTrigger) {
  const { workspaceId, now } = context;
  const canvas = await canvasOrThrow(context, body.canvas_id);
  if (canvas.status !== "active")
    throw conflict(
      "canvas_not_active",
      `The canvas is ${canvas.status}; nobody entered.`,
      "Launch or resume it first.",
    );
  const live = (await liveCanvases(workspaceId)).find((item) => item.canvasId === canvas.id);
  if (live?.version.definition.entry.type !== "api_trigger")
    throw fatal(
      "not_api_triggered",
      "canvas_id",
      "This canvas is not started by API calls.",
      'Set its entry to "api_trigger".',
    );
  if (body.broadcast || !body.recipients?.length)
    throw fatal(
      "no_recipients",
      "recipients",
      "No Recipients.",
      "Name up to 50 recipients; broadcasts are not supported yet.",
    );
  const dispatchId = newId();
  const ids = await profilesOf(context, body.recipients);
  const people = await loadPeople(
    workspaceId,
    ids.filter((id) => id !== null),
  );
  const newcomers = body.recipients.map((recipient, index): Newcomer | null => {
    const person = people.get(ids[index] ?? "");
    if (!person) return null;
    const variables = {
      ...body.canvas_entry_properties,
      ...body.context,
      ...recipient.canvas_entry_properties,
      ...recipient.context,
    };
    return { person, startedBy: `dispatch:${dispatchId}:${index}`, event: null, context: variables, at: now };
  });
  const known = newcomers.filter((item) => item !== null);
  const results = await enterCanvas(workspaceId, live.version, known, now, { audience: body.audience });
  const byNewcomer = new Map(known.map((newcomer, index) => [newcomer, results[index]]));
  return {
    dispatch_id: dispatchId,
    message: "success",
    results: newcomers.map((newcomer, index) => {
      const result = newcomer ? byNewcomer.get(newcomer) : undefined;
      const external = newcomer?.person.externalId ?? body.recipients?.[index]?.external_user_id ?? null;
      if (result?.entered)
        return { external_user_id: external, status: "accepted", entry_id: result.entryId };
      return { external_user_id: external, status: "skipped", reason: result?.reason ?? "unknown_user" };
    }),
  };
}

/** Profile ids of the recipients, in order; attributes are written first. */
async function profilesOf(
  context: Context,
  recipients: readonly CanvasRecipient[],
): Promise<(string | null)[]> {
  const who = recipients.map(identifierOf);
  return inTransaction(async (sql) => {
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
  });
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

function fatal(code: string, field: string, message: string, hint: string): AppError {
  return new AppError("bad_request", message, { errors: [{ code, field, message, hint }] });
}
