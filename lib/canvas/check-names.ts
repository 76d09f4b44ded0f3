/** Triggers and goals that do not say yet what they wait for: fine while they are written, not for going live. */
import { type ProblemKey, problemText } from "#lib/i18n/problem-words.ts";
import { type Trigger, triggersOf } from "#lib/trigger/schema.ts";
import { type CanvasFinding, finding } from "./finding.ts";
import type { CanvasDefinition } from "./schema.ts";

type Unnamed = Extract<ProblemKey, `journey.unnamed.${string}`>;

/** Each with the field where the name belongs. */
export function checkNames({ entry, conversions }: CanvasDefinition): CanvasFinding[] {
  const triggers = entry.type === "action" ? triggersOf(entry) : [];
  return [
    ...triggers.flatMap((trigger, index) => {
      const [field, name, key] = nameOf(trigger);
      const short = entry.type === "action" && entry.triggers === undefined;
      const place = short ? `entry.${field}` : `entry.triggers.${index}.${field}`;
      return name === "" ? [unnamed(key, place, index)] : [];
    }),
    ...conversions.flatMap((goal, index) =>
      goal.type === "purchase" || goal.event
        ? []
        : [unnamed("journey.unnamed.goal", `conversions.${index}.event`, index)],
    ),
  ];
}

function nameOf(trigger: Trigger): [field: string, name: string, key: Unnamed] {
  switch (trigger.type) {
    case "custom_event":
      return ["event", trigger.event, "journey.unnamed.event"];
    case "attribute_change":
      return ["attribute", trigger.attribute, "journey.unnamed.attribute"];
    case "segment_entry":
      return ["segment_id", trigger.segment_id, "journey.unnamed.segment"];
    case "campaign_received":
      return ["campaign_id", trigger.campaign_id, "journey.unnamed.campaign"];
    case "purchase":
      return ["product_id", "any", "journey.unnamed.event"];
  }
}

function unnamed(key: Unnamed, field: string, index: number): CanvasFinding {
  return finding("error", "save", "journey.unnamed", { field }, problemText(key, { number: index + 1 }));
}
