"use client";

import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { campaignQueries } from "#components/campaign/queries.ts";
import { deliveryQueries } from "#components/delivery/queries.ts";
import { useCan } from "#components/shell/session.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import classes from "./home.module.css";

const SHOWN = 6;

/** What was made and what was sent last; each list loads and fails alone. */
export function Latest() {
  return (
    <>
      {useCan("campaigns.read") ? <LatestCampaigns /> : null}
      {useCan("deliveries.read") ? <LatestDeliveries /> : null}
    </>
  );
}

function LatestCampaigns() {
  const t = useTranslations("home");
  const query = useQuery(campaignQueries.list({}));
  return (
    <SectionCard title={t("latest.campaigns")}>
      <QueryView query={query}>
        {({ campaigns }) => (
          <List empty={campaigns.length === 0}>
            {campaigns.slice(0, SHOWN).map((campaign) => (
              <Item
                key={campaign.campaign_id}
                href={`/campaigns/${campaign.campaign_id}`}
                name={campaign.name}
                status={campaign.status}
                at={campaign.updated_at}
              />
            ))}
          </List>
        )}
      </QueryView>
    </SectionCard>
  );
}

function LatestDeliveries() {
  const t = useTranslations("home");
  const query = useQuery(deliveryQueries.list({}));
  return (
    <SectionCard title={t("latest.deliveries")}>
      <QueryView query={query}>
        {({ deliveries }) => (
          <List empty={deliveries.length === 0}>
            {deliveries.slice(0, SHOWN).map((delivery) => (
              <Item
                key={delivery.delivery_id}
                href={`/deliveries/${delivery.delivery_id}`}
                name={[delivery.external_user_id, delivery.host].filter(Boolean).join(" → ")}
                status={delivery.status}
                at={delivery.created_at}
              />
            ))}
          </List>
        )}
      </QueryView>
    </SectionCard>
  );
}

function List({ empty, children }: { empty: boolean; children: React.ReactNode }) {
  const t = useTranslations("home");
  if (empty) return <Text c="dimmed">{t("latest.empty")}</Text>;
  return <ul className={classes.latest}>{children}</ul>;
}

function Item({ href, name, status, at }: { href: string; name: string; status: string; at: string }) {
  return (
    <li>
      <Link href={href} className={classes.latestItem}>
        <Text component="span" size="sm" fw={550} truncate>
          {name}
        </Text>
        <Text component="span" size="xs" c="dimmed">
          <RelativeTime value={at} />
        </Text>
        <StatusBadge status={status} />
      </Link>
    </li>
  );
}
