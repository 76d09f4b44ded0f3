"use client";

import { Anchor, List, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { campaignQueries } from "#components/campaign/queries.ts";
import { useReasonWords } from "#components/delivery/reason.tsx";
import { PersonSelect } from "#components/profile/person-select.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { StatusBadge, ToneBadge } from "#components/ui/status-badge.tsx";
import type { Tone } from "#components/ui/status-tones.ts";
import type { CampaignExplain, RuleVerdict } from "#lib/campaign/stats-schema.ts";
import classes from "./results.module.css";

const TONES: Record<RuleVerdict["verdict"], Tone> = { pass: "ok", fail: "bad", info: "info" };
const SHOWN = 5;
/** Instants in facts, shown on the viewer's clock. */
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

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
  const format = useFormatter();
  const withTimes = (fact: string): string =>
    fact.replace(INSTANT, (instant) =>
      format.dateTime(new Date(instant), { dateStyle: "medium", timeStyle: "short" }),
    );
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
            <div>
              <Text size="sm">{withTimes(rule.fact)}</Text>
              {rule.details.map((detail) => (
                <Text key={detail} size="sm" c="dimmed">
                  {withTimes(detail)}
                </Text>
              ))}
            </div>
          </li>
        ))}
      </ul>
    </Stack>
  );
}
