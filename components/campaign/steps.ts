/** The steps of the composer and which of them owns a field of the campaign. Pure. */
import type { CampaignAnswer, CampaignProblem } from "#lib/campaign/schema.ts";

export const STEPS = [
  "compose",
  "delivery",
  "audience",
  "conversions",
  "review",
  "results",
  "history",
] as const;
export type Step = (typeof STEPS)[number];

const OWNERS: [RegExp, Step][] = [
  [/^variations\.\d+\.webhook/, "compose"],
  [/^(retry|outcome_rules)/, "compose"],
  [/^(variations|conversions|winner_selection)/, "conversions"],
  [/^audience/, "audience"],
  [/^(delivery|re_eligibility|rate_limit|quiet_hours|frequency_cap|user_cap|trigger_contract)/, "delivery"],
];

/** Where a problem is solved. */
export function stepOfField(field: string): Step {
  return OWNERS.find(([pattern]) => pattern.test(field))?.[1] ?? "review";
}

/**
 * Steps offered: the message of an API campaign comes with the call, and results exist once it was launched. An API
 * campaign goes live as it is saved, unless (`approved`) somebody has to approve it before a launch.
 */
export function stepsFor(type: "webhook" | "api", launched: boolean, approved = false): Step[] {
  const ofApi: Step[] = ["compose", "conversions", ...(approved ? (["review"] as const) : [])];
  const shown: Step[] =
    type === "api" ? ofApi : STEPS.filter((step) => step !== "results" && step !== "history");
  return launched ? [...shown, "results", "history"] : [...shown, "history"];
}

/** The step shown when the address names none. An API campaign is active at once: first its identifiers are needed. */
export function firstStep(campaign: Pick<CampaignAnswer, "status" | "type" | "first_sent_at">): Step {
  const waitsForCalls = campaign.type === "api" && campaign.first_sent_at === null;
  return campaign.status === "draft" || waitsForCalls ? "compose" : "results";
}

export function problemsIn(step: Step, problems: readonly CampaignProblem[]): CampaignProblem[] {
  return problems.filter(({ severity, field }) => severity !== "info" && stepOfField(field) === step);
}
