"use client";

import { List, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatDuration } from "#components/ui/format-time.ts";
import { QueryView } from "#components/ui/query-view.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { CampaignAnswer } from "#lib/campaign/schema.ts";
import type { Estimate } from "#lib/campaign/stats-schema.ts";
import { campaignQueries } from "./queries.ts";

/** Whom a launch would reach now: from the audience over what keeps people out to the variations. */
export function ReachCard({ campaign }: { campaign: CampaignAnswer }) {
  const t = useTranslations("composer.reach");
  return (
    <SectionCard title={t("title")} description={t("text")}>
      <Reach campaign={campaign} />
    </SectionCard>
  );
}

/** The numbers alone; of what is saved, so they follow a moment after the last key. */
export function Reach({ campaign }: { campaign: CampaignAnswer }) {
  const query = useQuery(campaignQueries.estimate(campaign.campaign_id, campaign.revision));
  return (
    <div aria-live="polite" aria-busy={query.isFetching}>
      <QueryView query={query}>
        {(estimate) => (
          <Stack gap="xs">
            <Funnel estimate={estimate} />
            <Split estimate={estimate} />
          </Stack>
        )}
      </QueryView>
    </div>
  );
}

/** Steps that keep nobody out are left away. */
function Funnel({ estimate }: { estimate: Estimate }) {
  const t = useTranslations("composer.reach");
  const { matched, reachable, after_caps: left } = estimate;
  return (
    <List size="sm" listStyleType="none">
      <List.Item>{t("matched", { count: matched })}</List.Item>
      {reachable < matched ? <List.Item>{t("already", { count: matched - reachable })}</List.Item> : null}
      {left < reachable ? <List.Item>{t("capped", { count: reachable - left })}</List.Item> : null}
      <List.Item fw={600}>{t("left", { count: left })}</List.Item>
    </List>
  );
}

function Split({ estimate }: { estimate: Estimate }) {
  const t = useTranslations("composer.reach");
  const format = useFormatter();
  const locale = useLocale();
  const { variations, minutes, held_for_winner: held } = estimate;
  return (
    <>
      {variations.length > 1 ? (
        <Text size="sm">
          {variations
            .map(({ name, control, people }) =>
              t(control ? "control" : "variation", { name, people: format.number(people) }),
            )
            .concat(held > 0 ? [t("winner", { people: format.number(held) })] : [])
            .join(" · ")}
        </Text>
      ) : null}
      {minutes !== null && minutes > 0 ? (
        <Text size="sm" c="dimmed">
          {t("takes", { duration: formatDuration(minutes * 60_000, locale) })}
        </Text>
      ) : null}
    </>
  );
}
