/** What a canvas asks about by id: looked for before it goes live. */
import { problemText } from "#lib/i18n/problem-words.ts";
import { type NamedReference, namedReferences } from "#lib/segment/references.ts";
import { archivedTriggers } from "#lib/trigger/archived-triggers.ts";
import { triggersOf } from "#lib/trigger/schema.ts";
import { type CanvasFinding, finding, type ValidationFacts } from "./finding.ts";
import type { CanvasDefinition } from "./schema.ts";
import type { Step } from "./step-schema.ts";

/** Everything that lets people in, takes them out or sorts them refers to, each with the field that does. */
export function referencesOf({
  entry,
  audience,
  exit_criteria: rules,
  steps,
}: CanvasDefinition): NamedReference[] {
  const triggers = entry.type === "action" ? triggersOf(entry) : [];
  return [
    ...triggers.flatMap((trigger, index): NamedReference[] => {
      const field = `entry.triggers.${index}`;
      if (trigger.type === "segment_entry" && trigger.segment_id !== "")
        return [{ kind: "segment", id: trigger.segment_id, field: `${field}.segment_id` }];
      if (trigger.type === "campaign_received" && trigger.campaign_id !== "")
        return [{ kind: "campaign", id: trigger.campaign_id, field: `${field}.campaign_id` }];
      return [];
    }),
    ...namedReferences(audience, "audience"),
    ...rules.flatMap(({ filter }, index) =>
      filter ? namedReferences(filter, `exit_criteria.${index}.filter`) : [],
    ),
    ...steps.flatMap((step, index) => referencesInside(step, `steps.${index}`)),
  ];
}

/** A split that asks about something gone would send everybody the other way. */
function referencesInside(step: Step, field: string): NamedReference[] {
  switch (step.type) {
    case "decision_split":
      return step.filter ? namedReferences(step.filter, `${field}.filter`) : [];
    case "audience_paths":
      return step.groups.flatMap(({ filter }, index) =>
        filter ? namedReferences(filter, `${field}.groups.${index}.filter`) : [],
      );
    case "message":
      return step.validation ? namedReferences(step.validation.filter, `${field}.validation.filter`) : [];
    default:
      return [];
  }
}

/** Nobody comes in by a campaign that nobody receives any more. */
export function checkArchived(
  { entry }: CanvasDefinition,
  { references, archived }: Pick<ValidationFacts, "references" | "archived">,
): CanvasFinding[] {
  if (entry.type !== "action") return [];
  return archivedTriggers(triggersOf(entry), archived, references.names).map(({ index, text }) =>
    finding("error", "launch", "archived_campaign", { field: `entry.triggers.${index}.campaign_id` }, text),
  );
}

/** Nobody would ever come in, or leave, by what is gone. */
export function checkReferences(
  definition: CanvasDefinition,
  { references: { names, former } }: Pick<ValidationFacts, "references">,
): CanvasFinding[] {
  return referencesOf(definition)
    .filter(({ id }) => !names.has(id))
    .map(({ kind, id, field }) => {
      const name = former.get(id);
      const code = `unknown_${kind}` as const;
      const text = name === undefined ? problemText(code, { id }) : problemText(`${code}.former`, { name });
      const [, position] = /^steps\.(\d+)\./.exec(field) ?? [];
      const step = position === undefined ? undefined : definition.steps[Number(position)]?.id;
      return finding("error", "launch", "dependency.missing", { field, step }, text);
    });
}
