"use client";

import { Anchor, Group, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { campaignQueries } from "#components/campaign/queries.ts";
import { ExplainAnswer } from "#components/campaign/results/explain-card.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { StatusBadge, ToneBadge } from "#components/ui/status-badge.tsx";
import { peopleQueries } from "./queries.ts";

/** The segments and lists a person is in. */
export function Memberships({ externalId }: { externalId: string }) {
  const t = useTranslations("people.member");
  const query = useQuery(peopleQueries.memberships(externalId));
  return (
    <SectionCard title={t("title")} description={t("text")}>
      <QueryView
        query={query}
        isEmpty={({ segments, lists }) => segments.length + lists.length === 0}
        empty={<Text c="dimmed">{t("none")}</Text>}
      >
        {({ segments, lists }) => (
          <Group gap="sm">
            {segments.map((segment) => (
              <Anchor key={segment.segment_id} component={Link} href={`/segments/${segment.segment_id}`}>
                {segment.name}
              </Anchor>
            ))}
            {lists.map((list) => (
              <ToneBadge key={list.list_id} tone="idle">
                {t("list", { name: list.name })}
              </ToneBadge>
            ))}
          </Group>
        )}
      </QueryView>
    </SectionCard>
  );
}

/** The journeys a person is inside, then those they left. */
export function Journeys({ externalId }: { externalId: string }) {
  const t = useTranslations("people.journeys");
  const query = useQuery(peopleQueries.journeys(externalId));
  return (
    <SectionCard title={t("title")}>
      <QueryView
        query={query}
        isEmpty={({ journeys }) => journeys.length === 0}
        empty={<Text c="dimmed">{t("none")}</Text>}
      >
        {({ journeys }) => (
          <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: "none" }}>
            {journeys.map((journey) => (
              <Group key={journey.entry_id} component="li" gap="xs">
                <StatusBadge status={journey.state} />
                <Anchor component={Link} href={`/journeys/${journey.canvas_id}`}>
                  {journey.name}
                </Anchor>
                <Text size="sm" c="dimmed">
                  {journey.step ? `${t("at", { step: journey.step })} · ` : ""}
                  <RelativeTime value={journey.since} />
                </Text>
              </Group>
            ))}
          </Stack>
        )}
      </QueryView>
    </SectionCard>
  );
}

/** "Why was this person not sent that campaign?" */
export function WhyNot({ externalId }: { externalId: string }) {
  const t = useTranslations("people.why");
  const [campaign, setCampaign] = useQueryState("campaign", parseAsString);
  const campaigns = useQuery(campaignQueries.list({}));
  return (
    <SectionCard title={t("title")} description={t("text")}>
      <Stack gap="md">
        <Select
          label={t("campaign")}
          placeholder={t("choose")}
          data={(campaigns.data?.campaigns ?? []).map((row) => ({ value: row.campaign_id, label: row.name }))}
          value={campaign}
          onChange={(next) => void setCampaign(next)}
          searchable
          clearable
          maw={420}
        />
        {campaign ? <Why campaignId={campaign} externalId={externalId} /> : null}
      </Stack>
    </SectionCard>
  );
}

function Why({ campaignId, externalId }: { campaignId: string; externalId: string }) {
  const query = useQuery(campaignQueries.explain(campaignId, externalId));
  return (
    <div aria-live="polite">
      <QueryView query={query}>{(answer) => <ExplainAnswer answer={answer} />}</QueryView>
    </div>
  );
}
