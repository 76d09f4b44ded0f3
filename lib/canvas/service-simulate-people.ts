/** Who goes through a simulation: named, made up, or the first of an audience, a segment or a list. */

import { problemText } from "#lib/i18n/problem-words.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { invalid } from "#lib/platform/errors.ts";
import type { FilterTree } from "#lib/segment/filter.ts";
import { madeUpPerson } from "#lib/segment/made-up-person.ts";
import type { PersonFacts } from "#lib/segment/matches.ts";
import { matchNext, peopleFacts } from "#lib/segment/service-match.ts";
import { personalHidden, seesPeople } from "#lib/workspace/service-personal.ts";
import type { CanvasDefinition } from "./schema.ts";
import type { SimulateInput } from "./simulate-schema.ts";
import { findProfileIds } from "./store-people.ts";

/** Profiles looked at in one statement. */
const SCAN = 5_000;

export interface ChosenPeople {
  people: PersonFacts[];
  /** Named, but not there. */
  unknown: string[];
}

export async function choosePeople(
  context: Context,
  definition: CanvasDefinition,
  input: SimulateInput,
): Promise<ChosenPeople> {
  if (input.user) return known([madeUpPerson(input.user, context.now)]);
  if (!seesPeople(context)) return known([nobodyKnown(context, input)]);
  if (input.external_user_ids) return namedPeople(context.workspaceId, input.external_user_ids, input);
  const found = await firstPeople(context, treeOf(definition, input), input.sample ?? 1);
  if (found.length > 0) return known(found);
  const group = input.segment_id ? "segment" : input.list_id ? "list" : "audience";
  if (group === "audience" && input.sample === undefined) return known([madeUpPerson({}, context.now)]);
  const field = group === "audience" ? "sample" : `${group}_id`;
  throw invalid([{ code: "nobody", field, ...problemText(`simulation.nobody.${group}`) }]);
}

/**
 * Which way somebody goes says what is known of them, and the filters may be the caller's own: those who may not see
 * people play somebody made up, and are told so where they ask for people.
 */
function nobodyKnown({ now }: Context, input: SimulateInput): PersonFacts {
  const asked = (["external_user_ids", "segment_id", "list_id", "sample"] as const).find(
    (field) => input[field] !== undefined,
  );
  if (asked !== undefined)
    throw personalHidden("A simulation shows what is known of people, and you may not see that.", asked);
  return madeUpPerson({}, now);
}

const known = (people: PersonFacts[]): ChosenPeople => ({ people, unknown: [] });

function treeOf(definition: CanvasDefinition, { segment_id, list_id }: SimulateInput): FilterTree {
  if (segment_id) return { op: "and", filters: [{ type: "segment", segment_id }] };
  if (list_id) return { op: "and", filters: [{ type: "list", list_id }] };
  return definition.audience;
}

async function namedPeople(
  workspaceId: string,
  externalIds: readonly string[],
  { skip_unknown: skips }: SimulateInput,
): Promise<ChosenPeople> {
  const ids = await findProfileIds(workspaceId, externalIds);
  const facts = await peopleFacts(workspaceId, [...ids.values()]);
  const personOf = (externalId: string) => facts.get(ids.get(externalId) ?? "");
  const people = externalIds.flatMap((externalId) => personOf(externalId) ?? []);
  const unknown = externalIds.filter((externalId) => !personOf(externalId));
  const [first] = unknown;
  if (first === undefined || (skips && people.length > 0)) return { people, unknown };
  const field = `external_user_ids.${externalIds.indexOf(first)}`;
  const text = skips
    ? problemText("simulation.unknown_all")
    : problemText("simulation.unknown", { name: first });
  throw invalid([{ code: "unknown_user", field, ...text }]);
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
