/** Which segments and lists one person is in. */
import type { Context } from "#lib/platform/context.ts";
import { notFound } from "#lib/platform/errors.ts";
import { explain } from "./explain.ts";
import type { FilterTree } from "./filter.ts";
import type { PersonMemberships } from "./list-schema.ts";
import { needsOf } from "./needs.ts";
import { checkReferences } from "./references.ts";
import { knownSegments, loadPerson } from "./store.ts";
import { listsOf } from "./store-lists.ts";

/** Judges every segment in memory: the person's history is loaded once, however many segments there are. */
export async function personMemberships(context: Context, externalId: string): Promise<PersonMemberships> {
  const { workspaceId, now } = context;
  const known = await knownSegments(workspaceId);
  const segments = new Map([...known].map(([id, { filter }]) => [id, filter]));
  const everything: FilterTree = { op: "and", filters: [...segments.values()] };
  // A rule about lists is always among the needs: the lists are shown as well.
  const needs = { ...needsOf(everything, segments), lists: true };
  const person = await loadPerson(workspaceId, externalId, needs);
  if (!person) throw notFound("user");
  const inside = [...known].filter(
    ([, { filter }]) =>
      checkReferences(filter, known).ok && explain(filter, person, { now, segments }).matched,
  );
  const lists = await listsOf(workspaceId, [...(person.lists ?? [])]);
  return {
    segments: inside
      .map(([id, { name }]) => ({ segment_id: id, name }))
      .toSorted((a, b) => a.name.localeCompare(b.name)),
    lists: lists.map(({ id, name }) => ({ list_id: id, name })),
  };
}
