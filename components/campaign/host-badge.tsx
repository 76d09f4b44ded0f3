"use client";

import { Anchor, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { ApiError } from "#components/api-client.ts";
import { hostQueries } from "#components/host/queries.ts";
import { StatusBadge, ToneBadge } from "#components/ui/status-badge.tsx";
import { hostOfUrl } from "./host-of-url.ts";

/** Whether the host of an address is known here, how it is, and the way to its settings. */
export function HostBadge({ url }: { url: string }) {
  const t = useTranslations("composer.host");
  const host = hostOfUrl(url);
  const query = useQuery({
    ...hostQueries.one(host ?? ""),
    enabled: host !== null,
    refetchInterval: 30_000,
    retry: false,
  });
  if (host === null) return null;
  const isNew = query.error instanceof ApiError && query.error.status === 404;
  if (!query.data && !isNew) return null;
  return (
    <Group gap={6}>
      {isNew ? (
        <ToneBadge tone="info">{t("new")}</ToneBadge>
      ) : (
        <StatusBadge status={query.data?.state ?? "closed"} />
      )}
      <Text size="xs" c="dimmed">
        {isNew ? (
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
