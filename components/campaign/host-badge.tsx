"use client";

import { Anchor, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { hostQueries } from "#components/host/queries.ts";
import { StatusBadge, ToneBadge } from "#components/ui/status-badge.tsx";
import { hostOfUrl } from "./host-of-url.ts";

/** Whether the host of an address is known here, how it is, and the way to its settings. */
export function HostBadge({ url }: { url: string }) {
  const t = useTranslations("composer.host");
  const host = hostOfUrl(url);
  const { data: known } = useQuery({
    ...hostQueries.known(host ?? ""),
    enabled: host !== null,
    retry: false,
  });
  if (host === null || known === undefined) return null;
  return (
    <Group gap={6}>
      {known === null ? <ToneBadge tone="info">{t("new")}</ToneBadge> : <StatusBadge status={known.state} />}
      <Text size="xs" c="dimmed">
        {known === null ? (
          t("newText", { host })
        ) : (
          <Anchor component={Link} href={`/hosts/${encodeURIComponent(host)}`} size="xs">
            {t("known", { host })}
          </Anchor>
        )}
      </Text>
    </Group>
  );
}
