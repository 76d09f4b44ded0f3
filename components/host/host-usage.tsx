"use client";

import { Anchor, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { HostUsage } from "#lib/delivery/host-overview-schema.ts";
import { hostQueries } from "./queries.ts";

type Sender = HostUsage["campaigns"][number];

/** Campaigns and journeys of the newest deliveries to the host. */
export function HostUsageCard({ host }: { host: string }) {
  const t = useTranslations("hosts.usage");
  const query = useQuery(hostQueries.usage(host));
  return (
    <SectionCard title={t("title")} description={t("text")}>
      <QueryView
        query={query}
        isEmpty={({ campaigns, canvases }) => campaigns.length + canvases.length === 0}
        empty={
          <Text size="sm" c="dimmed">
            {t("none")}
          </Text>
        }
      >
        {({ campaigns, canvases }) => (
          <Stack gap="xs">
            {campaigns.map((sender) => (
              <SenderLine key={sender.id} sender={sender} href={`/campaigns/${sender.id}`} />
            ))}
            {canvases.map((sender) => (
              <SenderLine key={sender.id} sender={sender} href={`/journeys/${sender.id}`} />
            ))}
          </Stack>
        )}
      </QueryView>
    </SectionCard>
  );
}

function SenderLine({ sender, href }: { sender: Sender; href: string }) {
  const t = useTranslations("hosts.usage");
  return (
    <Group justify="space-between" gap="xs">
      <Group gap="xs">
        <Anchor component={Link} href={href} size="sm">
          {sender.name}
        </Anchor>
        <StatusBadge status={sender.status} />
      </Group>
      <Text size="xs" c="dimmed">
        {t("deliveries", { count: sender.deliveries })} · <RelativeTime value={sender.last_at} />
      </Text>
    </Group>
  );
}
