"use client";

import { SimpleGrid, Skeleton, Text } from "@mantine/core";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { campaignQueries } from "#components/campaign/queries.ts";
import { deliveryQueries } from "#components/delivery/queries.ts";
import { useCan } from "#components/shell/session.tsx";
import { useDelayedFlag } from "#components/ui/use-delayed-flag.ts";
import classes from "./home.module.css";

/** What needs attention now, one number each; a tile that cannot load fails alone. */
export function Tiles() {
  const campaigns = useCan("campaigns.read");
  const deliveries = useCan("deliveries.read");
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm" mb="lg">
      {campaigns ? <LiveCampaigns /> : null}
      {deliveries ? <Deliveries status="failed" /> : null}
      {deliveries ? <Deliveries status="held" /> : null}
      {deliveries ? <Deliveries status="retrying" /> : null}
    </SimpleGrid>
  );
}

function LiveCampaigns() {
  const query = useQuery(campaignQueries.list({ status: "active" }));
  return (
    <Tile
      id="active"
      href="/campaigns?status=active"
      query={query}
      count={query.data?.campaigns.length}
      more={query.data?.next_cursor}
    />
  );
}

function Deliveries({ status }: { status: "failed" | "held" | "retrying" }) {
  const query = useQuery(deliveryQueries.list({ status }));
  return (
    <Tile
      id={status}
      href={`/deliveries?status=${status}`}
      query={query}
      count={query.data?.deliveries.length}
      more={query.data?.next_cursor}
    />
  );
}

type TileProps = {
  /** Texts are `home.tiles.<id>.*`. */
  id: "active" | "failed" | "held" | "retrying";
  href: string;
  query: UseQueryResult;
  count: number | undefined;
  /** There are more than were counted. */
  more: string | null | undefined;
};

function Tile({ id, href, query, count, more }: TileProps) {
  const t = useTranslations("home");
  const locale = useLocale();
  const loading = useDelayedFlag(query.isPending);
  const shown =
    count === undefined ? "–" : `${new Intl.NumberFormat(locale).format(count)}${more ? "+" : ""}`;
  return (
    <Link href={href} className={classes.tile} data-tone={count ? id : "none"}>
      <h2 className={classes.tileTitle}>{t(`tiles.${id}.title`)}</h2>
      {loading ? <Skeleton height={28} width={40} my={4} /> : <span className={classes.number}>{shown}</span>}
      <Text component="span" size="xs" c="dimmed">
        {query.isError ? t("tiles.failedToLoad") : t(`tiles.${id}.body`)}
      </Text>
    </Link>
  );
}
