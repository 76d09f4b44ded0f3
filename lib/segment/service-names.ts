/** What filter trees refer to by id, by name. */
import type { NamedReference } from "./references.ts";
import { archivedAmong, formerNames, namesOf } from "./store-names.ts";

export interface KnownNames {
  /** Name by id, of what exists. */
  names: ReadonlyMap<string, string>;
  /** Last known name by id, of what is gone. */
  former: ReadonlyMap<string, string>;
}

/** Looks up everything referred to; what is in neither map was never there. */
export async function knownNames(
  workspaceId: string,
  references: readonly Pick<NamedReference, "kind" | "id" | "part">[],
): Promise<KnownNames> {
  const names = await namesOf(workspaceId, references);
  const gone = references.map(({ id }) => id).filter((id) => !names.has(id));
  return { names, former: await formerNames(workspaceId, gone) };
}

/** Ids of the campaigns among them that are archived. */
export async function archivedCampaigns(
  workspaceId: string,
  references: readonly Pick<NamedReference, "kind" | "id">[],
): Promise<Set<string>> {
  const ids = references.flatMap(({ kind, id }) => (kind === "campaign" ? [id] : []));
  return archivedAmong(workspaceId, ids);
}
