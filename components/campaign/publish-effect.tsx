"use client";

import { List, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { VersionDiff } from "#components/diff/version-diff.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { CampaignAnswer } from "#lib/campaign/schema.ts";
import { startsAlike } from "#lib/campaign/starts-alike.ts";
import { campaignQueries } from "./queries.ts";
import { useNameLookup } from "./use-name-lookup.ts";

const EVERYTHING = { since: null, until: null, unit: "day" } as const;

/** What publishing a live campaign changes, and for whom: the difference to what is live, and who keeps the old. */
export function PublishEffect({ campaign }: { campaign: CampaignAnswer }) {
  const t = useTranslations("composer.effect");
  const number = campaign.live_version?.number ?? null;
  const names = useNameLookup();
  const live = useQuery(campaignQueries.version(campaign.campaign_id, number));
  const stats = useQuery(campaignQueries.stats(campaign.campaign_id, EVERYTHING));
  if (number === null) return null;
  const planned = campaign.delivery.type === "scheduled" && live.data !== undefined;
  const anew = planned && !startsAlike(live.data.definition.delivery, campaign.delivery);
  return (
    <SectionCard title={t("title")} description={t("text", { number })}>
      <Stack gap="md">
        <List size="sm">
          <List.Item>{t("later")}</List.Item>
          <List.Item>{t("waiting", { count: stats.data?.waiting ?? 0, number })}</List.Item>
          {campaign.delivery.type === "scheduled" ? <List.Item>{t("run")}</List.Item> : null}
          {planned ? <List.Item>{t(anew ? "anew" : "kept")}</List.Item> : null}
          <List.Item>{t(anew ? "peopleAnew" : "people")}</List.Item>
          {campaign.status === "paused" ? <List.Item>{t("paused")}</List.Item> : null}
        </List>
        <QueryView query={live}>
          {({ definition }) => <VersionDiff before={definition} after={campaign} names={names} />}
        </QueryView>
      </Stack>
    </SectionCard>
  );
}
