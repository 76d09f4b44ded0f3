import type { PersonFacts } from "#lib/segment/matches.ts";
import { peopleFacts } from "#lib/segment/service-match.ts";
import { findProfileId } from "./store-preview.ts";

/** The person with this external id, or with none given, the one seen last. */
export async function findPerson(
  workspaceId: string,
  externalId: string | null,
): Promise<PersonFacts | null> {
  const id = await findProfileId(workspaceId, externalId);
  return id === null ? null : ((await peopleFacts(workspaceId, [id])).get(id) ?? null);
}
