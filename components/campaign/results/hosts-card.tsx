"use client";

import { Anchor } from "@mantine/core";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { ChartOrTable } from "#components/ui/chart-or-table.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { OUTCOMES, OutcomeBars } from "#components/ui/outcome-bars.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { CampaignStats } from "#lib/campaign/stats-schema.ts";

/** What became of it at each host. */
export function HostsCard({ stats }: { stats: CampaignStats }) {
  const t = useTranslations("results.hosts");
  const format = useFormatter();
  if (stats.by_host.length === 0) return null;
  const rows = stats.by_host.toSorted((a, b) => total(b) - total(a));
  const charted = rows.slice(0, 10).map((row) => ({ ...row, label: row.host }));
  return (
    <SectionCard title={t("title")} description={t("text")}>
      <ChartOrTable
        label={t("title")}
        chart={<OutcomeBars rows={charted} nameOf={(outcome) => t(outcome)} />}
        table={
          <DataTable
            caption={t("title")}
            rows={rows}
            rowId={(row) => row.host}
            minWidth={380}
            columns={[
              {
                id: "host",
                header: t("host"),
                cell: (row) => (
                  <Anchor component={Link} href={`/hosts/${encodeURIComponent(row.host)}`}>
                    {row.host}
                  </Anchor>
                ),
              },
              ...OUTCOMES.map((id) => ({
                id,
                header: t(id),
                cell: (row: (typeof rows)[number]) => format.number(row[id]),
                sortValue: (row: (typeof rows)[number]) => row[id],
                align: "end" as const,
              })),
            ]}
          />
        }
      />
    </SectionCard>
  );
}

function total(row: CampaignStats["by_host"][number]): number {
  return row.delivered + row.failed + row.waiting + row.aborted;
}
