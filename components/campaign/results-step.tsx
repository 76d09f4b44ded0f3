"use client";

import { AreaChart } from "@mantine/charts";
import { Anchor, SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { DataTable } from "#components/ui/data-table.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { useLive } from "#components/use-live.ts";
import type { CampaignStats } from "#lib/campaign/stats-schema.ts";
import { campaignQueries } from "./queries.ts";

const STATUSES = ["delivered", "pending", "held", "retrying", "failed", "aborted", "cancelled"] as const;

/** What became of the campaign so far, live. */
export function ResultsStep({ campaignId }: { campaignId: string }) {
  const query = useQuery(campaignQueries.stats(campaignId));
  useLive(["deliveries", "campaigns"], [campaignQueries.stats(campaignId).queryKey]);
  return (
    <QueryView query={query}>
      {(stats) => (
        <Stack gap="lg">
          <Progress stats={stats} />
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
            <Variations stats={stats} />
            <Reasons stats={stats} />
          </SimpleGrid>
          <OverTime stats={stats} />
          {stats.runs.length > 0 ? <Runs stats={stats} /> : null}
        </Stack>
      )}
    </QueryView>
  );
}

function Progress({ stats }: { stats: CampaignStats }) {
  const t = useTranslations("composer.results");
  const format = useFormatter();
  return (
    <SectionCard title={t("progress")} description={t("total", { count: stats.total })}>
      <SimpleGrid cols={{ base: 2, xs: 4, md: 7 }}>
        {STATUSES.map((status) => (
          <Stack key={status} gap={4} align="flex-start">
            <StatusBadge status={status} />
            <Anchor
              component={Link}
              href={`/deliveries?campaign_id=${stats.campaign_id}&status=${status}`}
              size="xl"
              fw={600}
              c="inherit"
            >
              {format.number(stats.by_status[status] ?? 0)}
            </Anchor>
          </Stack>
        ))}
      </SimpleGrid>
      {stats.total === 0 ? (
        <Text c="dimmed" mt="md">
          {t("nothingYet")}
        </Text>
      ) : null}
    </SectionCard>
  );
}

type VariationRow = CampaignStats["by_variation"][number];

function Variations({ stats }: { stats: CampaignStats }) {
  const t = useTranslations("composer.results");
  const sum = (row: VariationRow): number =>
    Object.values(row.by_status).reduce((all, count) => all + count, 0);
  return (
    <SectionCard title={t("variations")} flush>
      <DataTable
        caption={t("variations")}
        rows={stats.by_variation}
        rowId={(row) => row.message_variation_id}
        minWidth={280}
        columns={[
          { id: "name", header: t("variation"), cell: (row) => row.name },
          { id: "all", header: t("sent"), cell: sum, sortValue: sum, align: "end" },
          {
            id: "delivered",
            header: t("delivered"),
            cell: (row) => row.by_status.delivered ?? 0,
            sortValue: (row) => row.by_status.delivered ?? 0,
            align: "end",
          },
          {
            id: "failed",
            header: t("failed"),
            cell: (row) => row.by_status.failed ?? 0,
            sortValue: (row) => row.by_status.failed ?? 0,
            align: "end",
          },
        ]}
      />
    </SectionCard>
  );
}

function Reasons({ stats }: { stats: CampaignStats }) {
  const t = useTranslations("composer.results");
  const rows = [
    ...Object.entries(stats.by_reason).map(([reason, count]) => ({ reason, count, of: "delivery" as const })),
    ...Object.entries(stats.not_sent).map(([reason, count]) => ({ reason, count, of: "person" as const })),
  ].toSorted((a, b) => b.count - a.count);
  return (
    <SectionCard title={t("reasons")} description={t("reasonsText")} flush={rows.length > 0}>
      {rows.length === 0 ? (
        <Text c="dimmed">{t("noReasons")}</Text>
      ) : (
        <DataTable
          caption={t("reasons")}
          rows={rows}
          rowId={(row) => `${row.of}:${row.reason}`}
          minWidth={280}
          columns={[
            { id: "reason", header: t("reason"), cell: (row) => row.reason },
            { id: "of", header: t("kind"), cell: (row) => t(`of.${row.of}`) },
            { id: "count", header: t("count"), cell: (row) => row.count, align: "end" },
          ]}
        />
      )}
    </SectionCard>
  );
}

function OverTime({ stats }: { stats: CampaignStats }) {
  const t = useTranslations("composer.results");
  const format = useFormatter();
  if (stats.series.length === 0) return null;
  const data = stats.series.map((point) => ({
    ...point,
    time: format.dateTime(new Date(point.time), { weekday: "short", hour: "2-digit", minute: "2-digit" }),
  }));
  return (
    <SectionCard title={t("overTime")} description={t("overTimeText")}>
      <div aria-hidden="true">
        <AreaChart
          h={200}
          data={data}
          dataKey="time"
          series={[
            { name: "delivered", label: t("delivered"), color: "teal.6" },
            { name: "failed", label: t("failed"), color: "red.6" },
          ]}
          withDots={data.length < 2}
        />
      </div>
      <DataTable
        caption={t("overTime")}
        rows={data.toReversed()}
        rowId={(row) => row.time}
        minWidth={320}
        columns={[
          { id: "time", header: t("time"), cell: (row) => row.time },
          { id: "sent", header: t("sent"), cell: (row) => row.sent, align: "end" },
          { id: "delivered", header: t("delivered"), cell: (row) => row.delivered, align: "end" },
          { id: "failed", header: t("failed"), cell: (row) => row.failed, align: "end" },
          { id: "aborted", header: t("aborted"), cell: (row) => row.aborted, align: "end" },
        ]}
      />
    </SectionCard>
  );
}

function Runs({ stats }: { stats: CampaignStats }) {
  const t = useTranslations("composer.results");
  return (
    <SectionCard title={t("runs")} flush>
      <DataTable
        caption={t("runs")}
        rows={stats.runs}
        rowId={(row) => row.run_id}
        columns={[
          { id: "for", header: t("time"), cell: (row) => <DateTime value={row.scheduled_for} /> },
          {
            id: "status",
            header: t("status"),
            cell: (row) => <StatusBadge status={row.status} />,
            shrink: true,
          },
          { id: "people", header: t("people"), cell: (row) => row.enqueued_count, align: "end" },
          { id: "skipped", header: t("skipped"), cell: (row) => row.skipped_count, align: "end" },
        ]}
      />
    </SectionCard>
  );
}
