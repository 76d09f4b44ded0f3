/** Filters of a caller's own, asked about people: refused where the answer would tell values the caller may not see. */
import type { Context } from "#lib/platform/context.ts";
import { personalHidden, seesPeople } from "#lib/workspace/service-personal.ts";
import type { FilterTree } from "./filter.ts";
import { hiddenRule } from "./hidden-rules.ts";
import type { CountBody, ExplainBody } from "./resource-schema.ts";
import { type AudienceCount, countAudience, explainPerson, type PersonExplained } from "./service.ts";

/** How many people the caller's filter holds. */
export async function countAsked(context: Context, input: CountBody): Promise<AudienceCount> {
  refuseHiddenRules(context, input.filter);
  return countAudience(context, input);
}

/** Whether the caller's filter holds one person, and why. */
export async function explainAsked(context: Context, input: ExplainBody): Promise<PersonExplained> {
  refuseHiddenRules(context, input.filter);
  return explainPerson(context, input);
}

function refuseHiddenRules(context: Context, filter: FilterTree): void {
  if (seesPeople(context)) return;
  const path = hiddenRule(filter);
  if (path === null) return;
  throw personalHidden(
    "This rule asks for values of people, and you may not see them. A saved segment may be asked instead.",
    ["filter", ...path].join("."),
  );
}
