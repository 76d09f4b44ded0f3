/** What is known about content when a review of it is asked for: reach, hosts, secrets, risks, automatic checks. */
import { findingsFor as campaignFindings } from "#lib/campaign/service-checks.ts";
import { estimateCampaign } from "#lib/campaign/service-estimate.ts";
import { findingsFor as canvasFindings } from "#lib/canvas/service.ts";
import type { Context } from "#lib/platform/context.ts";
import { countAudience } from "#lib/segment/service.ts";
import { secretNames } from "#lib/template/analyze.ts";
import { compileMessage } from "#lib/template/compile-message.ts";
import { firstRun } from "#lib/trigger/schedule.ts";
import { triggersOf } from "#lib/trigger/schema.ts";
import { messagesOf, type ReviewContent, sectionHashesOf } from "./content.ts";
import { type RiskFacts, risksOf } from "./risks.ts";
import type { Check, ReviewDraft, ReviewFacts } from "./schema.ts";
import { chooseFor, type SampleChoice } from "./service-samples.ts";
import type { Subject } from "./service-subject.ts";
import { hostsSentTo, lastApproved } from "./store.ts";

export type Problem = ReviewDraft["problems"][number];

export interface Examined {
  facts: ReviewFacts;
  samples: SampleChoice["chosen"];
  problems: Problem[];
}

/** Looks at content as a reviewer's assistant would, before anybody is bothered. */
export async function examine(
  context: Context,
  subject: Subject,
  content: ReviewContent,
  options: { pinned: readonly string[]; timeZone: string },
): Promise<Examined> {
  const [choice, problems, people, before] = await Promise.all([
    chooseFor(context, subject.id, content, options.pinned),
    problemsOf(context, subject),
    reachOf(context, subject, content),
    lastApproved(context.workspaceId, subject),
  ]);
  const secrets = secretsOf(content);
  const hosts = [...new Set(choice.requests.map(({ host }) => host))];
  const risk: RiskFacts = {
    hosts,
    dynamicHost: hasDynamicHost(content),
    secrets,
    people,
    messageHash: sectionHashesOf(content).message,
  };
  const known = { hosts: await hostsSentTo(context.workspaceId, hosts) };
  return {
    samples: choice.chosen,
    problems,
    facts: {
      people,
      ...timing(content, context.now, options.timeZone),
      per_minute: content.definition.rate_limit.per_minute,
      requests: choice.requests,
      hosts,
      dynamic_host: risk.dynamicHost,
      secrets,
      tags: content.definition.tags,
      message_hash: risk.messageHash,
      risks: risksOf(risk, before && riskFactsOf(before.facts), known),
      checks: checksOf(choice, problems, people, secrets),
    },
  };
}

function riskFactsOf(facts: ReviewFacts): RiskFacts {
  return {
    hosts: facts.hosts,
    dynamicHost: facts.dynamic_host,
    secrets: facts.secrets,
    people: facts.people,
    messageHash: facts.message_hash,
  };
}

async function problemsOf(context: Context, subject: Subject): Promise<Problem[]> {
  const findings =
    subject.type === "campaign"
      ? await campaignFindings(context, subject.row.draft)
      : await canvasFindings(context, subject.row.draft, subject.row.id);
  return findings.map(({ severity, code, field, message, words }) => ({
    severity,
    code,
    field,
    message,
    words,
  }));
}

/** People it would reach as it stands. A call of an API campaign names its people itself. */
async function reachOf(context: Context, subject: Subject, content: ReviewContent): Promise<number | null> {
  if (subject.type === "campaign") {
    if (subject.row.type === "api") return null;
    return (await estimateCampaign(context, subject.id)).after_caps;
  }
  return (await countAudience(context, { filter: content.definition.audience })).count;
}

function timing(
  content: ReviewContent,
  now: Date,
  timeZone: string,
): Pick<ReviewFacts, "delivery_type" | "first_at" | "events"> {
  const start = content.type === "campaign" ? content.definition.delivery : content.definition.entry;
  const first =
    start.type === "scheduled" ? (firstRun(start, { launchedAt: now, timeZone })?.at ?? null) : null;
  const events =
    start.type === "action"
      ? triggersOf(start).map((trigger) => (trigger.type === "custom_event" ? trigger.event : trigger.type))
      : [];
  return { delivery_type: start.type, first_at: first?.toISOString() ?? null, events };
}

function secretsOf(content: ReviewContent): string[] {
  const names = messagesOf(content).flatMap(({ webhook }) =>
    secretNames(compileMessage(webhook), content.content_blocks),
  );
  return [...new Set(names)].toSorted();
}

/** Whether any address leaves its host to Liquid; where this installation is reached counts as written out. */
function hasDynamicHost(content: ReviewContent): boolean {
  return messagesOf(content).some(({ webhook }) => {
    const url = webhook.url.trim().replace(/^\{\{\s*app\.(origin|base_url)\s*\}\}/, "https://app.invalid");
    const authority = /^https?:\/\/([^/?#]*)/i.exec(url)?.[1];
    return authority === undefined || authority.includes("{");
  });
}

function checksOf(
  { rendered, branches }: SampleChoice,
  problems: readonly Problem[],
  people: number | null,
  secrets: readonly string[],
): Check[] {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const warnings = problems.filter(({ severity }) => severity === "warning").length;
  const missed = branches.total - branches.covered;
  return [
    {
      code: "problems",
      result: errors > 0 ? "failed" : warnings > 0 ? "warning" : "ok",
      count: errors + warnings,
      total: problems.length,
    },
    {
      code: "samples_render",
      result: rendered.ok === rendered.total ? "ok" : rendered.ok === 0 ? "failed" : "warning",
      count: rendered.ok,
      total: rendered.total,
    },
    {
      code: "branches",
      result: missed === 0 ? "ok" : "warning",
      count: branches.covered,
      total: branches.total,
    },
    { code: "audience", result: people === 0 ? "warning" : "ok", count: people ?? 0, total: people ?? 0 },
    { code: "secrets", result: "ok", count: secrets.length, total: secrets.length },
  ];
}
