/** Caps on how much people get: whoever had enough goes on without the message. */
import { beyondCaps } from "#lib/delivery/beyond-caps.ts";
import type { NewDelivery } from "#lib/delivery/schema.ts";
import { countRecent, workspaceCaps } from "#lib/delivery/service-caps.ts";
import type { SqlClient } from "#lib/platform/db.ts";
import { canvasTags } from "./store-move.ts";
import type { Work } from "./turn.ts";

/**
 * Aborts what goes to people who had enough, by the rules of the workspace that campaigns keep to; they leave the step
 * at once. One statement where something is sent; two more with a rule, three with one for a tag.
 */
export async function keepToCaps(
  sql: SqlClient,
  workspaceId: string,
  works: readonly Work[],
  now: Date,
): Promise<void> {
  const sending = works.flatMap((work) =>
    work.sends.flatMap((send) => {
      const { profileId, canvasId, status } = send;
      return profileId && canvasId && status === undefined ? [{ work, send, profileId, canvasId }] : [];
    }),
  );
  if (sending.length === 0) return;
  const rules = await workspaceCaps(sql, workspaceId, now);
  if (rules.length === 0) return;
  const counts = await countRecent(sql, workspaceId, rules, [
    ...new Set(sending.map(({ profileId }) => profileId)),
  ]);
  // As they are now, like those that the messages so far are counted by: a version may know others.
  const tagged = rules.some(({ tag }) => tag !== null);
  const canvasIds = [...new Set(sending.map(({ canvasId }) => canvasId))];
  const tags = tagged ? await canvasTags(sql, workspaceId, canvasIds) : new Map<string, string[]>();
  const beyond = beyondCaps(sending, rules, counts, ({ tag }, { canvasId }) =>
    tag === null ? true : (tags.get(canvasId)?.includes(tag) ?? false),
  );
  for (const { work, send } of beyond) {
    Object.assign(send, { status: "aborted", reason: "frequency_capped" } satisfies Partial<NewDelivery>);
    if (work.entry.deliveryId === send.id) work.entry.wakeAt = now;
  }
}
