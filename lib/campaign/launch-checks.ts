/** Everything that is wrong or doubtful about a campaign, each with its field and the fix. */
import { type ProblemText, problemText, type Words } from "#lib/i18n/problem-words.ts";
import type { KnownNames } from "#lib/segment/service-names.ts";
import { compileMessage } from "#lib/template/compile-message.ts";
import { archivedTriggers } from "#lib/trigger/archived-triggers.ts";
import { changedGoals } from "#lib/trigger/changed-goals.ts";
import { type QuietHours, triggersOf } from "#lib/trigger/schema.ts";
import type { TargetCheck } from "#lib/webhook/validate-url.ts";
import { checkMessage } from "./check-message.ts";
import { checkOwnLoop } from "./check-own-loop.ts";
import { checkSchedule } from "./check-schedule.ts";
import { checkTimeFrame } from "./check-time-frame.ts";
import { checkWinner } from "./check-winner.ts";
import { referencesOf } from "./references.ts";
import type { CampaignDefinition, CampaignProblem, Variation } from "./schema.ts";

/** What the checks need to know about the rest of the workspace. */
export interface LaunchFacts {
  now: Date;
  timeZone: string;
  /** For campaigns without quiet hours of their own. */
  quietHours: QuietHours | null;
  /** Secret name → hosts it may be sent to; no hosts means any. */
  secrets: ReadonlyMap<string, readonly string[]>;
  /** Content block name → source. */
  contentBlocks: Readonly<Record<string, string>>;
  /** Segments, lists, campaigns and journeys the definition refers to. */
  references: KnownNames;
  /** Ids of the campaigns among them that are archived. */
  archived?: ReadonlySet<string>;
  /** What is counted already, see `changedGoals`. */
  liveGoals?: CampaignDefinition["conversions"];
  /** The campaign runs, and publishing leaves its schedule as it is. */
  keepsSchedule?: boolean;
  /** Which private targets may be called here. */
  isTargetAllowed?: TargetCheck | undefined;
}

/** `save`: certainly wrong as written. `launch`: fine in a draft, but not yet ready to send. */
export type Finding = CampaignProblem & { stage: "save" | "launch"; words: Words };

/** All findings, errors first. */
export function checkCampaign(definition: CampaignDefinition, facts: LaunchFacts): Finding[] {
  const findings = [
    ...checkVariations(definition),
    ...definition.variations.flatMap((variation, index) =>
      checkVariation(definition, variation, index, facts),
    ),
    ...checkReferences(definition, facts),
    ...checkArchived(definition, facts),
    ...checkSchedule(definition, facts),
    ...checkTimeFrame(definition, facts),
    ...checkWinner(definition),
    ...checkGoals(definition, facts),
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
    const key = variations.length === 0 ? "missing_variation" : "missing_variation.only_control";
    findings.push(error("launch", "missing_variation", "variations", problemText(key)));
  }
  if (variations.filter((variation) => variation.control).length > 1) {
    findings.push(error("save", "two_control_groups", "variations", problemText("two_control_groups")));
  }
  const ids = variations.map((variation) => variation.message_variation_id);
  const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  if (twice >= 0) {
    const field = `variations.${twice}.message_variation_id`;
    findings.push(error("save", "duplicate_variation_id", field, problemText("duplicate_variation_id")));
  }
  const sum =
    variations.reduce((total, variation) => total + Math.round(variation.percentage * 100), 0) / 100;
  // The call of an API campaign names the variation, so shares mean nothing there.
  if (definition.type === "webhook" && variations.length > 0 && sum !== 100) {
    const off = Math.round(Math.abs(100 - sum) * 100) / 100;
    const text = problemText(sum < 100 ? "percentages_not_100" : "percentages_not_100.over", { sum, off });
    findings.push(error("save", "percentages_not_100", "variations", text));
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
    const text = problemText("missing_webhook", { name: variation.name });
    return [error("launch", "missing_webhook", `${prefix}.webhook`, text)];
  }
  return checkMessage(compileMessage(variation.webhook), facts).map((finding) => ({
    ...finding,
    field: `${prefix}.${finding.field}`,
  }));
}

function checkReferences(definition: CampaignDefinition, { references }: LaunchFacts): Finding[] {
  return referencesOf(definition)
    .filter(({ id }) => !references.names.has(id))
    .map(({ kind, id, field }) => {
      const name = references.former.get(id);
      const code = `unknown_${kind}` as const;
      const text = name === undefined ? problemText(code, { id }) : problemText(`${code}.former`, { name });
      // A segment that was never there cannot even be counted.
      return error(kind === "segment" ? "save" : "launch", code, field, text);
    });
}

function checkArchived({ delivery }: CampaignDefinition, { references, archived }: LaunchFacts): Finding[] {
  if (delivery.type !== "action" || !archived) return [];
  return archivedTriggers(triggersOf(delivery), archived, references.names).map(({ index, text }) =>
    error("launch", "archived_campaign", `delivery.triggers.${index}.campaign_id`, text),
  );
}

function checkGoals({ conversions }: CampaignDefinition, { liveGoals = [] }: LaunchFacts): Finding[] {
  return changedGoals(liveGoals, conversions).map((index) =>
    error(
      "launch",
      "goal_changed",
      `conversions.${index}`,
      problemText("goal_changed", { number: index + 1 }),
    ),
  );
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
      ...problemText("trigger_event_in_audience", { event }),
    }));
}

function error(stage: Finding["stage"], code: string, field: string, text: ProblemText): Finding {
  return { severity: "error", stage, code, field, ...text };
}
