"use client";

import { Anchor, List, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { campaignQueries } from "#components/campaign/queries.ts";
import { useReasonWords } from "#components/delivery/reason.tsx";
import { PersonSelect } from "#components/profile/person-select.tsx";
import { useRuleWords } from "#components/segment/use-rule-words.ts";
import { useSeenWords } from "#components/segment/use-seen-words.ts";
import { formatDuration } from "#components/ui/format-time.ts";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { StatusBadge, ToneBadge } from "#components/ui/status-badge.tsx";
import type { Tone } from "#components/ui/status-tones.ts";
import type { CampaignExplain, RuleVerdict, Sentence } from "#lib/campaign/stats-schema.ts";
import { describeLeaf, lookupIn } from "#lib/segment/describe.ts";
import type { Seen } from "#lib/segment/evaluate-leaf.ts";
import type { FilterLeaf } from "#lib/segment/filter.ts";
import classes from "./results.module.css";

const TONES: Record<RuleVerdict["verdict"], Tone> = { pass: "ok", fail: "bad", info: "info" };
const SHOWN = 5;
/** Shown on the viewer's clock. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/** "Why did, or didn't, this person get it?": each rule with its verdict and the fact behind it. */
export function ExplainCard({ campaignId }: { campaignId: string }) {
  const t = useTranslations("results.explain");
  const [person, setPerson] = useQueryState("person", parseAsString.withDefault(""));
  const query = useQuery(campaignQueries.explain(campaignId, person));
  return (
    <SectionCard title={t("title")} description={t("text")}>
      <Stack gap="md">
        <PersonSelect
          label={t("person")}
          placeholder={t("find")}
          value={person}
          onChange={(id) => void setPerson(id === "" ? null : id)}
          style={{ maxWidth: 420 }}
        />
        {person === "" ? null : (
          <div aria-live="polite">
            <QueryView query={query}>{(answer) => <ExplainAnswer answer={answer} />}</QueryView>
          </div>
        )}
      </Stack>
    </SectionCard>
  );
}

/** The verdict of every rule of a campaign for one person. */
export function ExplainAnswer({ answer }: { answer: CampaignExplain }) {
  const t = useTranslations("results.explain");
  const words = useReasonWords();
  const reasons = useTranslations("results.reasons.people");
  const [decision] = answer.decisions;
  const say = (reason: string): string => (reasons.has(reason) ? reasons(reason) : words(reason));
  return (
    <Stack gap="sm">
      <Text fw={600}>
        {t(`outcome.${answer.outcome}`, { person: answer.external_user_id })}
        {answer.outcome === "not_sent" && decision ? ` ${say(decision.reason)}.` : ""}
      </Text>
      {answer.deliveries.length > 0 ? (
        <List size="sm" listStyleType="none">
          {answer.deliveries.slice(0, SHOWN).map((delivery) => (
            <List.Item key={delivery.delivery_id}>
              <StatusBadge status={delivery.status} />{" "}
              <Anchor component={Link} href={`/deliveries/${delivery.delivery_id}`} size="sm">
                <RelativeTime value={delivery.created_at} />
              </Anchor>
              {delivery.reason ? ` · ${say(delivery.reason)}` : ""}
            </List.Item>
          ))}
        </List>
      ) : null}
      <Text size="sm" c="dimmed">
        {t("now")}
      </Text>
      <ul className={classes.verdicts}>
        {answer.rules.map((rule) => (
          <li key={rule.rule}>
            <span>
              <ToneBadge tone={TONES[rule.verdict]}>{t(`verdict.${rule.verdict}`)}</ToneBadge>
            </span>
            <Text size="sm" fw={550}>
              {t(`rule.${rule.rule}`)}
            </Text>
            <Facts rule={rule} />
          </li>
        ))}
      </ul>
    </Stack>
  );
}

/** What was found, and which rules of the audience keep the person out. */
function Facts({ rule }: { rule: RuleVerdict }) {
  const sentenceOf = useSentences();
  const say = useRuleWords();
  const seen = useSeenWords();
  const [fact, ...details] = rule.sentences.map(sentenceOf);
  const names = lookupIn(new Map(Object.entries(rule.names)));
  const failing = rule.failing.map(
    (one) => `${describeLeaf(one.filter as FilterLeaf, names, say)} (${seen(one.fact as Seen)})`,
  );
  return (
    <div>
      <Text size="sm">{fact}</Text>
      {[...details, ...failing].map((detail) => (
        <Text key={detail} size="sm" c="dimmed">
          {detail}
        </Text>
      ))}
    </div>
  );
}

function useSentences(): (sentence: Sentence) => string {
  const t = useTranslations("why");
  const words = useReasonWords();
  const format = useFormatter();
  const locale = useLocale();
  return ({ code, values }) => {
    const shown = Object.entries(values).map(([name, value]): [string, string | number] => {
      if (name === "reason") return [name, words(String(value))];
      if (name === "time") return [name, formatDuration(Number(values.seconds) * 1_000, locale)];
      const instant = typeof value === "string" && INSTANT.test(value);
      return [
        name,
        instant ? format.dateTime(new Date(value), { dateStyle: "medium", timeStyle: "short" }) : value,
      ];
    });
    return t(code, Object.fromEntries(shown));
  };
}
