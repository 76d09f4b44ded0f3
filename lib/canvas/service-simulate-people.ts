/** Who goes through a simulation: named, made up, or the first of an audience or a segment. */
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { invalid } from "#lib/platform/errors.ts";
import type { FilterTree } from "#lib/segment/filter.ts";
import { madeUpPerson } from "#lib/segment/made-up-person.ts";
import type { PersonFacts } from "#lib/segment/matches.ts";
import { matchNext, peopleFacts } from "#lib/segment/service-match.ts";
import type { CanvasDefinition } from "./schema.ts";
import type { SimulateInput } from "./simulate-schema.ts";
import { findProfileIds } from "./store-people.ts";

/** Profiles looked at in one statement. */
const SCAN = 5_000;

export async function choosePeople(
  context: Context,
  definition: CanvasDefinition,
  input: SimulateInput,
): Promise<PersonFacts[]> {
  const { workspaceId } = context;
  if (input.user) return [madeUpPerson(input.user, context.now)];
  if (input.external_user_ids) return namedPeople(workspaceId, input.external_user_ids);
  const tree: FilterTree = input.segment_id
    ? { op: "and", filters: [{ type: "segment", segment_id: input.segment_id }] }
    : definition.audience;
  const found = await firstPeople(context, tree, input.sample ?? 1);
  if (found.length > 0) return found;
  if (input.segment_id === undefined && input.sample === undefined) return [madeUpPerson({}, context.now)];
  const field = input.segment_id ? "segment_id" : "sample";
  const message = input.segment_id ? "Nobody is in this segment." : "Nobody is in the audience.";
  throw invalid([{ code: "nobody", field, message, hint: "Name people, or make one up with user." }]);
}

async function namedPeople(workspaceId: string, externalIds: readonly string[]): Promise<PersonFacts[]> {
  const ids = await findProfileIds(workspaceId, externalIds);
  const people = await peopleFacts(workspaceId, [...ids.values()]);
  return externalIds.map((externalId, index) => {
    const person = people.get(ids.get(externalId) ?? "");
    if (person) return person;
    const message = `There is no person "${externalId}".`;
    const field = `external_user_ids.${index}`;
    throw invalid([{ code: "unknown_user", field, message, hint: "Track them first." }]);
  });
}

async function firstPeople(context: Context, tree: FilterTree, count: number): Promise<PersonFacts[]> {
  const found: PersonFacts[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof matchNext>> = await matchNext(
      pool(),
      context.workspaceId,
      tree,
      after,
      SCAN,
      context.now,
    );
    found.push(...page.people);
    after = page.scannedTo;
  } while (after !== null && found.length < count);
  return found.slice(0, count);
}
