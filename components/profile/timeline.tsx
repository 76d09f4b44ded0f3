"use client";

import { Anchor, Group, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useLocale, useTimeZone, useTranslations } from "next-intl";
import { useReasonWords } from "#components/delivery/reason.tsx";
import { LoadMore } from "#components/ui/pager.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { StatusBadge, ToneBadge } from "#components/ui/status-badge.tsx";
import type { TimelineItem } from "#lib/event/view-schema.ts";
import { peopleQueries } from "./queries.ts";

/** What a person did and was sent, under a heading per day. */
export function Timeline({ externalId }: { externalId: string }) {
  const t = useTranslations("people");
  const query = useInfiniteQuery(peopleQueries.timeline(externalId));
  return (
    <SectionCard title={t("timeline")} description={t("timelineText")}>
      <QueryView
        query={query}
        isEmpty={(data) => data.pages[0]?.items.length === 0}
        empty={<Text c="dimmed">{t("timelineEmpty")}</Text>}
      >
        {(data) => {
          const items = data.pages.flatMap((page) => page.items);
          return (
            <>
              <Days items={items} />
              <LoadMore
                shown={items.length}
                hasMore={query.hasNextPage}
                loading={query.isFetchingNextPage}
                onLoadMore={() => void query.fetchNextPage()}
              />
            </>
          );
        }}
      </QueryView>
    </SectionCard>
  );
}

function Days({ items }: { items: TimelineItem[] }) {
  const locale = useLocale();
  const timeZone = useTimeZone() ?? "UTC";
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeZone });
  const days = Map.groupBy(items, (item) => format.format(new Date(item.at)));
  return (
    <Stack gap="md">
      {[...days].map(([day, ofDay]) => (
        <div key={day}>
          <Title order={3} size="h5" mb={6}>
            {day}
          </Title>
          <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: "none" }}>
            {ofDay.map((item) => (
              <li key={`${item.type}:${item.id}`}>
                <Item item={item} />
              </li>
            ))}
          </Stack>
        </div>
      ))}
    </Stack>
  );
}

function Item({ item }: { item: TimelineItem }) {
  const t = useTranslations("people");
  const reasonWords = useReasonWords();
  const words = {
    event: t("typeEvent"),
    purchase: t("typePurchase"),
    delivery: t("typeDelivery"),
    edit: t("typeEdit"),
  };
  const properties =
    item.type !== "edit" && item.properties && Object.keys(item.properties).length > 0
      ? item.properties
      : null;
  return (
    <div>
      <Group gap="xs" wrap="wrap">
        {item.status ? (
          <StatusBadge status={item.status} title={item.reason ?? undefined} />
        ) : (
          <ToneBadge tone="idle">{words[item.type]}</ToneBadge>
        )}
        {item.type === "delivery" ? (
          <Anchor component={Link} href={`/deliveries/${item.id}`} style={{ overflowWrap: "anywhere" }}>
            {item.sender_name ?? item.title ?? t("noAddress")}
          </Anchor>
        ) : (
          <Text fw={550}>
            {item.type === "edit"
              ? t("editedBy", { who: item.title ?? "–", attributes: editedNames(item.properties) })
              : item.title}
          </Text>
        )}
        <Text size="sm" c="dimmed">
          <RelativeTime value={item.at} />
        </Text>
      </Group>
      {item.type === "delivery" ? (
        <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {[item.sender_name ? item.title : null, item.reason ? reasonWords(item.reason) : null]
            .filter((part) => part !== null)
            .join(" · ")}
        </Text>
      ) : null}
      {properties ? (
        <Text size="xs" c="dimmed" ff="monospace" style={{ overflowWrap: "anywhere" }}>
          {JSON.stringify(properties)}
        </Text>
      ) : null}
    </div>
  );
}

function editedNames(properties: TimelineItem["properties"]): string {
  const names = properties?.attributes;
  return Array.isArray(names) ? names.map(String).join(", ") : "";
}
