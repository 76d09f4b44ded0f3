"use client";

import { Anchor, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { DataTable } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { useProblemWords } from "#components/ui/use-problem-words.ts";
import type { SendView } from "#lib/campaign/sends-schema.ts";
import { apiLogQueries } from "./queries.ts";

/** What callers planned for the campaign, and what came of it; nothing where nobody planned anything. */
export function PlannedSends({ campaignId }: { campaignId: string }) {
  const t = useTranslations("apiLog");
  const format = useFormatter();
  const say = useProblemWords();
  const { data } = useQuery(apiLogQueries.planned(campaignId));
  if (!data || data.sends.length === 0) return null;
  return (
    <SectionCard title={t("planned")} description={t("plannedText")} flush>
      <DataTable
        caption={t("planned")}
        rows={data.sends}
        rowId={(row) => row.dispatch_id}
        columns={[
          {
            id: "for",
            header: t("plannedFor"),
            cell: (row) => (row.scheduled_for ? <DateTime value={row.scheduled_for} /> : "–"),
            primary: true,
          },
          {
            id: "status",
            header: t("plannedState"),
            cell: (row) => (
              <StatusBadge status={stateOf(row)} label={row.refused ? t("plannedRefused") : undefined} />
            ),
            shrink: true,
          },
          {
            id: "reason",
            header: t("reason"),
            cell: (row) =>
              row.refused ? (
                <Stack gap={0}>
                  <Text size="sm">{say(row.refused).message}</Text>
                  <Text size="xs" c="dimmed">
                    <DateTime value={row.refused.at} />
                  </Text>
                </Stack>
              ) : (
                "–"
              ),
          },
          {
            id: "deliveries",
            header: t("deliveries"),
            hideBelow: "sm",
            cell: (row) => (
              <Anchor component={Link} size="sm" href={`/deliveries?dispatch_id=${row.dispatch_id}`}>
                {format.number(madeBy(row))}
              </Anchor>
            ),
            align: "end",
          },
        ]}
      />
    </SectionCard>
  );
}

function madeBy({ counts }: SendView): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function stateOf(send: SendView): string {
  if (send.cancelled_at) return "cancelled";
  if (send.refused) return "failed";
  return madeBy(send) > 0 ? "finished" : "scheduled";
}
