"use client";

import { Anchor, SimpleGrid, Stack } from "@mantine/core";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { useReasonWords } from "#components/delivery/reason.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { CampaignStats } from "#lib/campaign/stats-schema.ts";
import type { StatsRange } from "./range.ts";

const STATUSES = ["delivered", "pending", "held", "retrying", "failed", "aborted", "cancelled"] as const;

type NumbersProps = { stats: CampaignStats; range: StatsRange };

/** Deliveries by state; each number leads to the log. */
export function NumbersCard({ stats, range }: NumbersProps) {
  const t = useTranslations("results.numbers");
  const format = useFormatter();
  return (
    <SectionCard title={t("title")} description={t("total", { count: stats.total, sent: stats.sent })}>
      <SimpleGrid cols={{ base: 2, xs: 4, md: 7 }}>
        {STATUSES.map((status) => (
          <Stack key={status} gap={4} align="flex-start">
            <StatusBadge status={status} />
            <Anchor
              component={Link}
              href={logHref(stats.campaign_id, range, { status })}
              size="xl"
              fw={600}
              c="inherit"
            >
              {format.number(stats.by_status[status] ?? 0)}
            </Anchor>
          </Stack>
        ))}
      </SimpleGrid>
    </SectionCard>
  );
}

type ReasonRow = { kind: "held" | "aborted" | "person"; reason: string; count: number };

/** Why something waits, was given up, or was never made for somebody. Failures have their own card. */
export function ReasonsCard({ stats, range }: NumbersProps) {
  const t = useTranslations("results.reasons");
  const words = useReasonWords();
  const rowsOf = (kind: ReasonRow["kind"], counts: Record<string, number>): ReasonRow[] =>
    Object.entries(counts).map(([reason, count]) => ({ kind, reason, count }));
  const rows = [
    ...rowsOf("held", stats.held_by_reason),
    ...rowsOf("aborted", stats.aborted_by_reason),
    ...rowsOf("person", stats.not_sent),
  ].toSorted((a, b) => b.count - a.count);
  if (rows.length === 0) return null;
  const say = (row: ReasonRow): string =>
    row.kind === "person" && t.has(`people.${row.reason}`) ? t(`people.${row.reason}`) : words(row.reason);
  return (
    <SectionCard title={t("title")} description={t("text")} flush>
      <DataTable
        caption={t("title")}
        rows={rows}
        rowId={(row) => `${row.kind}:${row.reason}`}
        minWidth={320}
        columns={[
          {
            id: "reason",
            header: t("reason"),
            cell: (row) =>
              row.kind === "person" ? (
                say(row)
              ) : (
                <Anchor
                  component={Link}
                  href={logHref(stats.campaign_id, range, { status: row.kind, reason: row.reason })}
                >
                  {say(row)}
                </Anchor>
              ),
          },
          { id: "kind", header: t("kind"), cell: (row) => t(`kinds.${row.kind}`), shrink: true },
          {
            id: "count",
            header: t("count"),
            cell: (row) => row.count,
            sortValue: (row) => row.count,
            align: "end",
          },
        ]}
      />
    </SectionCard>
  );
}

/** The delivery log, filtered to what a number counts. */
export function logHref(campaignId: string, range: StatsRange, filter: Record<string, string>): string {
  const query = new URLSearchParams({ campaign_id: campaignId, ...filter });
  if (range.since !== null) query.set("since", range.since);
  if (range.until !== null) query.set("until", range.until);
  return `/deliveries?${query.toString()}`;
}
