"use client";

import { Button, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { campaignQueries, restoreVersion } from "#components/campaign/queries.ts";
import { useCan } from "#components/shell/session.tsx";
import { confirmAction } from "#components/ui/confirm.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { notifyDone } from "#components/ui/notify.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";

type VersionTableProps = { campaignId: string; onRestored: () => Promise<void> };

/** Every version that was live, newest first; each can become the draft again. */
export function VersionTable({ campaignId, onRestored }: VersionTableProps) {
  const t = useTranslations("history");
  const queryClient = useQueryClient();
  const mayWrite = useCan("campaigns.write");
  const query = useQuery(campaignQueries.versions(campaignId));
  const restore = (number: number): void =>
    confirmAction({
      title: t("restoreTitle", { number }),
      body: t("restoreText"),
      confirmLabel: t("restore", { number }),
      onConfirm: async () => {
        await restoreVersion(campaignId, number);
        await onRestored();
        await queryClient.invalidateQueries({ queryKey: [...campaignQueries.all, campaignId, "changes"] });
        notifyDone(t("restored", { number }));
      },
    });
  return (
    <QueryView
      query={query}
      isEmpty={({ versions }) => versions.length === 0}
      empty={
        <Text c="dimmed" p="md" pt={0}>
          {t("neverLaunched")}
        </Text>
      }
    >
      {({ versions }) => (
        <DataTable
          caption={t("versions")}
          rows={versions}
          rowId={(row) => row.version_id}
          minWidth={420}
          columns={[
            {
              id: "number",
              header: t("number"),
              cell: (row) => t("version", { number: row.number }),
              shrink: true,
            },
            {
              id: "live",
              header: t("state"),
              cell: (row) => (row.live ? <StatusBadge status="active" label={t("live")} /> : null),
              shrink: true,
            },
            { id: "at", header: t("launchedAt"), cell: (row) => <RelativeTime value={row.created_at} /> },
            { id: "by", header: t("by"), cell: (row) => row.created_by ?? "–" },
          ]}
          {...(mayWrite
            ? {
                rowActions: (row: (typeof versions)[number]) => (
                  <Button variant="subtle" size="compact-sm" onClick={() => restore(row.number)}>
                    {t("restore", { number: row.number })}
                  </Button>
                ),
              }
            : {})}
        />
      )}
    </QueryView>
  );
}
