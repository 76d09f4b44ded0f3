"use client";

import { Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { ApiKeyView } from "#lib/api-key/schema.ts";

/** Columns of the key list; `keys` names the successors of rotated ones. */
export function useApiKeyColumns(keys: readonly ApiKeyView[] | undefined): DataTableColumn<ApiKeyView>[] {
  const t = useTranslations("apiKeys");
  return useMemo(
    () => [
      {
        id: "name",
        header: t("name"),
        sortValue: (key) => key.name,
        cell: (key) => (
          <>
            <Text size="sm" fw={550}>
              {key.name}
            </Text>
            {key.created_by ? (
              <Text size="xs" c="dimmed">
                {key.created_by}
              </Text>
            ) : null}
          </>
        ),
      },
      {
        id: "prefix",
        header: t("prefix"),
        hideBelow: "md",
        cell: (key) => (
          <>
            <code>{key.prefix}…</code>
            <Successor apiKey={key} keys={keys ?? []} />
          </>
        ),
      },
      {
        id: "scopes",
        header: t("scopes"),
        hideBelow: "sm",
        cell: (key) =>
          key.scopes.includes("*") ? t("allScopes") : t("scopeCount", { count: key.scopes.length }),
      },
      {
        id: "addresses",
        header: t("addresses"),
        hideBelow: "md",
        cell: (key) => key.allowed_addresses.join(", ") || t("anyAddress"),
      },
      {
        id: "lastUsed",
        header: t("lastUsed"),
        hideBelow: "sm",
        sortValue: (key) => key.last_used_at,
        cell: (key) => (key.last_used_at ? <RelativeTime value={key.last_used_at} /> : t("never")),
      },
      {
        id: "expires",
        header: t("expires"),
        hideBelow: "md",
        sortValue: (key) => key.expires_at,
        cell: (key) => (key.expires_at ? <RelativeTime value={key.expires_at} /> : t("never")),
      },
      { id: "status", header: t("status"), shrink: true, cell: (key) => <StatusBadge status={key.status} /> },
    ],
    [t, keys],
  );
}

/** While both keys of a rotation work, the list says so. */
function Successor({ apiKey, keys }: { apiKey: ApiKeyView; keys: readonly ApiKeyView[] }) {
  const t = useTranslations("apiKeys");
  const next = keys.find((key) => key.api_key_id === apiKey.replaced_by);
  if (!next) return null;
  const prefix = `${next.prefix}…`;
  return (
    <Text size="xs" c="dimmed">
      {apiKey.status === "active" ? t("overlapping", { prefix }) : t("replaced", { prefix })}
    </Text>
  );
}
