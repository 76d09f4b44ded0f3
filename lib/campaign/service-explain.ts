/** Why one person did, or did not, get a campaign: every rule judged now, with the fact behind it. */
import { countRecentNow } from "#lib/delivery/service-caps.ts";
import { english } from "#lib/i18n/english.ts";
import messages from "#lib/i18n/messages/en/why.json" with { type: "json" };
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { notFound } from "#lib/platform/errors.ts";
import type { PersonFacts } from "#lib/segment/matches.ts";
import { explainPerson, type PersonExplained } from "#lib/segment/service.ts";
import { assignVariation } from "#lib/trigger/assign-variation.ts";
import { eventFires } from "#lib/trigger/match-event.ts";
import { triggersOf } from "#lib/trigger/schema.ts";
import { sendMoment } from "#lib/trigger/send-moment.ts";
import { parseDefinition } from "./definition.ts";
import { eligibleSince } from "./eligible-since.ts";
import type { CampaignDefinition } from "./schema.ts";
import { sendRulesOf } from "./send-rules.ts";
import { campaignOrThrow } from "./service.ts";
import { findPerson } from "./service-person.ts";
import type { CampaignExplain, RuleVerdict, Sentence } from "./stats-schema.ts";
import { countReceiversNow, type WorkspaceRules, workspaceRules } from "./store-admit.ts";
import { personHistory, recentEventsOf } from "./store-estimate.ts";
import { findVersionDefinition } from "./store-plan.ts";
import { isHeldForWinner } from "./winner.ts";

type History = Awaited<ReturnType<typeof personHistory>>;

interface Case {
  context: Context;
  campaignId: string;
  status: string;
  definition: CampaignDefinition;
  person: PersonFacts;
  history: History;
  rules: WorkspaceRules;
}

/** The live version is judged; before the first launch, the draft. */
export async function explainCampaign(
  context: Context,
  id: string,
  externalUserId: string,
): Promise<CampaignExplain> {
  const campaign = await campaignOrThrow(context, id);
  const person = await findPerson(context.workspaceId, externalUserId);
  if (!person) throw notFound("user");
  const live = campaign.liveVersion
    ? await findVersionDefinition(context.workspaceId, campaign.liveVersion.id)
    : null;
  const history = await personHistory(context.workspaceId, id, person.profileId);
  const one: Case = {
    context,
    campaignId: id,
    status: campaign.status,
    // Tags are not published: those of now count.
    definition: live ? { ...parseDefinition(live.definition), tags: campaign.draft.tags } : campaign.draft,
    person,
    history,
    rules: await workspaceRules(pool(), context.workspaceId),
  };
  const rules = await Promise.all([
    campaignRule(one),
    triggerRule(one),
    audienceRule(one),
    variationRule(one),
    eligibilityRule(one),
    quietRule(one),
    capRule(one),
    userCapRule(one),
  ]);
  return {
    campaign_id: id,
    external_user_id: externalUserId,
    outcome: outcomeOf(history),
    rules: rules.filter((rule) => rule !== null),
    deliveries: history.deliveries.map((row) => ({
      delivery_id: row.id,
      status: row.status,
      reason: row.reason,
      created_at: row.createdAt.toISOString(),
    })),
    decisions: history.decisions.map((row) => ({
      reason: row.reason,
      event_id: row.eventId,
      decided_at: row.decidedAt.toISOString(),
    })),
  };
}

function outcomeOf({ deliveries, decisions }: History): CampaignExplain["outcome"] {
  const [latest] = deliveries;
  const [refused] = decisions;
  if (latest && (!refused || latest.createdAt >= refused.decidedAt)) {
    if (latest.status === "delivered") return "received";
    return ["pending", "held", "retrying"].includes(latest.status) ? "waiting" : "not_sent";
  }
  if (refused) return "not_sent";
  return latest ? "received" : "nothing";
}

function sentence(code: string, values: Sentence["values"] = {}): Sentence {
  return { code, values };
}

const say = english(messages);

function rule(
  name: RuleVerdict["rule"],
  verdict: RuleVerdict["verdict"] | boolean,
  sentences: readonly [Sentence, ...Sentence[]],
  explained?: PersonExplained,
): RuleVerdict {
  const [fact, ...details] = sentences.map(({ code, values }) => say(code, values));
  return {
    rule: name,
    verdict: typeof verdict === "string" ? verdict : verdict ? "pass" : "fail",
    fact: fact ?? "",
    details: [...details, ...(explained?.failures ?? [])],
    sentences: [...sentences],
    failing: (explained?.failing ?? []).map(({ filter, fact: seen }) => ({ filter, fact: seen })),
    names: explained?.names ?? {},
  };
}

function campaignRule({ status }: Case): RuleVerdict {
  return rule("campaign", status === "active", [sentence(`campaign.${status}`)]);
}

async function triggerRule({ context, definition, person }: Case): Promise<RuleVerdict | null> {
  const { delivery } = definition;
  if (delivery.type !== "action") return null;
  const triggers = triggersOf(delivery);
  const names = triggers.flatMap((trigger) =>
    trigger.type === "custom_event" ? [trigger.event] : trigger.type === "purchase" ? ["purchase"] : [],
  );
  if (names.length === 0) return rule("trigger", "info", [sentence("trigger.noHistory")]);
  const events = await recentEventsOf(context.workspaceId, person.profileId, names);
  const latest = events.find((event) => triggers.some((trigger) => eventFires(trigger, event, context.now)));
  if (latest) {
    const at = latest.time.toISOString();
    return rule("trigger", true, [sentence("trigger.fired", { event: latest.name, at })]);
  }
  const said =
    events.length > 0
      ? sentence("trigger.filtered", { events: names.join(", "), count: events.length })
      : sentence("trigger.never", { events: names.join(", ") });
  return rule("trigger", false, [said]);
}

async function audienceRule({ context, definition, person }: Case): Promise<RuleVerdict> {
  if (definition.audience.filters.length === 0)
    return rule("audience", true, [sentence("audience.everybody")]);
  const explained = await explainPerson(context, {
    filter: definition.audience,
    external_user_id: person.externalId,
  });
  const { matched } = explained;
  return rule("audience", matched, [sentence(matched ? "audience.in" : "audience.out")], explained);
}

function variationRule(one: Case): RuleVerdict {
  const { definition, campaignId, person, history } = one;
  const held = definition.winner_selection?.held_percentage ?? 0;
  if (!history.receipt && isHeldForWinner(campaignId, person.profileId, held))
    return rule("variation", "info", [sentence("variation.held", { share: held })]);
  const sticky = history.receipt?.variationId;
  const variation =
    definition.variations.find((one) => one.message_variation_id === sticky) ??
    assignVariation(definition.variations, campaignId, person.profileId);
  if (!variation) return rule("variation", false, [sentence("variation.none")]);
  if (variation.control) return rule("variation", false, [sentence("variation.control")]);
  return rule("variation", true, [sentence("variation.gets", { name: variation.name })]);
}

function eligibilityRule({ definition, history, context, person, rules }: Case): RuleVerdict {
  const last = history.receipt?.lastReceivedAt;
  if (!last) return rule("re_eligibility", true, [sentence("eligibility.first")]);
  const since = eligibleSince(definition.re_eligibility, context.now, [person.timeZone, rules.timeZone]);
  const at = last.toISOString();
  if (since === null) return rule("re_eligibility", false, [sentence("eligibility.once", { at })]);
  const said = sentence("eligibility.again", { at, since: since.toISOString() });
  return rule("re_eligibility", last <= since, [said]);
}

function quietRule({ definition, rules, context, person }: Case): RuleVerdict {
  const moment = sendMoment(context.now, sendRulesOf(definition, rules), {
    person: person.timeZone,
    workspace: rules.timeZone,
  });
  if (moment.kind !== "send")
    return rule("quiet_hours", false, [sentence("quiet.not", { reason: moment.reason })]);
  return moment.at > context.now
    ? rule("quiet_hours", "info", [sentence("quiet.waits", { at: moment.at.toISOString() })])
    : rule("quiet_hours", true, [sentence("quiet.free")]);
}

async function capRule({ definition, rules, context, person }: Case): Promise<RuleVerdict | null> {
  const own = definition.frequency_cap ? [{ ...definition.frequency_cap, tag: null }] : [];
  const caps = [...rules.caps, ...own].filter((cap) => cap.tag === null || definition.tags.includes(cap.tag));
  if (caps.length === 0) return null;
  const list = caps.map((cap) => ({
    ...cap,
    since: new Date(context.now.getTime() - cap.within_seconds * 1000),
  }));
  const counts = await countRecentNow(context.workspaceId, list, [person.profileId]);
  const facts = list.map((cap, index) => ({
    count: counts.get(`${index} ${person.profileId}`) ?? 0,
    cap,
  }));
  const over = facts.some(({ count, cap }) => count >= cap.max);
  return rule("frequency_cap", !over, [
    sentence(over ? "cap.reached" : "cap.free"),
    ...facts.map(({ count, cap: { max, within_seconds: seconds } }) =>
      sentence("cap.count", { count, max, seconds, time: `${seconds} s` }),
    ),
  ]);
}

async function userCapRule({ definition, campaignId }: Case): Promise<RuleVerdict | null> {
  const max = definition.user_cap?.total;
  if (max == null) return null;
  const count = (await countReceiversNow([campaignId])).get(campaignId) ?? 0;
  return rule("user_cap", count < max, [sentence("people.count", { count, max })]);
}
