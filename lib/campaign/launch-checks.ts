/** Everything that is wrong or doubtful about a campaign, each with its field and the fix. */
import type { NamedReference } from "#lib/segment/references.ts";
import type { KnownNames } from "#lib/segment/service-names.ts";
import { compileMessage } from "#lib/template/compile-message.ts";
import { triggersOf } from "#lib/trigger/schema.ts";
import { checkMessage } from "./check-message.ts";
import { checkOwnLoop } from "./check-own-loop.ts";
import { checkSchedule } from "./check-schedule.ts";
import { referencesOf } from "./references.ts";
import type { CampaignDefinition, CampaignProblem, Variation } from "./schema.ts";

/** What the checks need to know about the rest of the workspace. */
export interface LaunchFacts {
  now: Date;
  timeZone: string;
  /** Secret name → hosts it may be sent to; no hosts means any. */
  secrets: ReadonlyMap<string, readonly string[]>;
  /** Content block name → source. */
  contentBlocks: Readonly<Record<string, string>>;
  /** Segments, lists, campaigns and journeys the definition refers to. */
  references: KnownNames;
}

/** `save`: certainly wrong as written. `launch`: fine in a draft, but not yet ready to send. */
export type Finding = CampaignProblem & { stage: "save" | "launch" };

/** All findings, errors first. */
export function checkCampaign(definition: CampaignDefinition, facts: LaunchFacts): Finding[] {
  const findings = [
    ...checkVariations(definition),
    ...definition.variations.flatMap((variation, index) =>
      checkVariation(definition, variation, index, facts),
    ),
    ...checkReferences(definition, facts),
    ...checkSchedule(definition, facts),
    ...checkTriggerInAudience(definition),
    ...checkOwnLoop(definition),
  ];
  return findings.toSorted((a, b) => rank(a) - rank(b));
}

/** Findings as the API shows them. */
export function problemsOf(findings: readonly Finding[]): CampaignProblem[] {
  return findings.map(({ stage: _stage, ...problem }) => problem);
}

/** What refuses a save of a campaign that claims to be complete. */
export function saveErrors(findings: readonly Finding[]): CampaignProblem[] {
  return problemsOf(findings.filter((finding) => finding.severity === "error" && finding.stage === "save"));
}

/** What refuses a launch. */
export function launchErrors(findings: readonly Finding[]): CampaignProblem[] {
  return problemsOf(findings.filter((finding) => finding.severity === "error"));
}

function rank(finding: Finding): number {
  return ["error", "warning", "info"].indexOf(finding.severity);
}

function checkVariations(definition: CampaignDefinition): Finding[] {
  const findings: Finding[] = [];
  const { variations } = definition;
  const sending = variations.filter((variation) => !variation.control);
  if (sending.length === 0) {
    const hint =
      variations.length === 0 ? "Add a variation with a webhook." : "Add one that is not the control group.";
    findings.push(error("launch", "missing_variation", "variations", "There is nothing to send.", hint));
  }
  if (variations.filter((variation) => variation.control).length > 1) {
    findings.push(
      error("save", "two_control_groups", "variations", "There is more than one control group.", "Keep one."),
    );
  }
  const ids = variations.map((variation) => variation.message_variation_id);
  const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  if (twice >= 0) {
    const field = `variations.${twice}.message_variation_id`;
    findings.push(
      error(
        "save",
        "duplicate_variation_id",
        field,
        "Two variations have the same id.",
        "Leave the id of the new one out.",
      ),
    );
  }
  const sum =
    variations.reduce((total, variation) => total + Math.round(variation.percentage * 100), 0) / 100;
  // The call of an API campaign names the variation, so shares mean nothing there.
  if (definition.type === "webhook" && variations.length > 0 && sum !== 100) {
    const off = Math.round(Math.abs(100 - sum) * 100) / 100;
    const hint = sum < 100 ? `Give ${off} more to one of them.` : `Take ${off} away from one of them.`;
    findings.push(
      error(
        "save",
        "percentages_not_100",
        "variations",
        `The shares of the variations add up to ${sum}, not 100.`,
        hint,
      ),
    );
  }
  return findings;
}

function checkVariation(
  definition: CampaignDefinition,
  variation: Variation,
  index: number,
  facts: LaunchFacts,
): Finding[] {
  // The API call carries the webhook of an API campaign.
  if (variation.control || definition.type === "api") return [];
  const prefix = `variations.${index}`;
  if (!variation.webhook) {
    const message = `"${variation.name}" has no webhook.`;
    return [
      error("launch", "missing_webhook", `${prefix}.webhook`, message, "Give method, url, headers and body."),
    ];
  }
  return checkMessage(compileMessage(variation.webhook), facts).map((finding) => ({
    ...finding,
    field: `${prefix}.${finding.field}`,
  }));
}

const REFERENCE_WORDS: Record<NamedReference["kind"], string> = {
  segment: "segment",
  list: "list",
  campaign: "campaign",
  canvas: "journey",
};

function checkReferences(definition: CampaignDefinition, { references }: LaunchFacts): Finding[] {
  return referencesOf(definition)
    .filter(({ id }) => !references.names.has(id))
    .map(({ kind, id, field }) => {
      const name = references.former.get(id);
      const what = REFERENCE_WORDS[kind];
      return error(
        // A segment that was never there cannot even be counted.
        kind === "segment" ? "save" : "launch",
        `unknown_${kind}`,
        field,
        name === undefined ? `There is no ${what} ${id}.` : `The ${what} "${name}" no longer exists.`,
        "Choose another, or remove the rule.",
      );
    });
}

/** People are judged as they were before the event, so whoever does it for the first time would be left out. */
function checkTriggerInAudience(definition: CampaignDefinition): Finding[] {
  const { delivery } = definition;
  if (delivery.type !== "action" || delivery.audience_at === "after_event") return [];
  const events = new Set(
    triggersOf(delivery).flatMap((trigger) => (trigger.type === "custom_event" ? [trigger.event] : [])),
  );
  const audience = JSON.stringify(definition.audience);
  return [...events]
    .filter((event) => audience.includes(`"event":${JSON.stringify(event)}`))
    .map((event) => ({
      severity: "warning",
      stage: "launch",
      code: "trigger_event_in_audience",
      field: "audience",
      message: `"${event}" starts the campaign and is also asked for in the audience: somebody's first one does not count yet.`,
      hint: 'Remove it from the audience, or set "audience_at" to "after_event".',
    }));
}

function error(stage: Finding["stage"], code: string, field: string, message: string, hint: string): Finding {
  return { severity: "error", stage, code, field, message, hint };
}
