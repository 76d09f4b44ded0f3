"use client";

import { useFormatter, useTranslations } from "next-intl";
import { DataTable } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { CampaignStats } from "#lib/campaign/stats-schema.ts";

/** The latest runs of a scheduled campaign. */
export function RunsCard({ stats }: { stats: CampaignStats }) {
  const t = useTranslations("results.runs");
  const format = useFormatter();
  if (stats.runs.length === 0) return null;
  return (
    <SectionCard title={t("title")} flush>
      <DataTable
        caption={t("title")}
        rows={stats.runs}
        rowId={(row) => row.run_id}
        columns={[
          { id: "for", header: t("planned"), cell: (row) => <DateTime value={row.scheduled_for} /> },
          {
            id: "status",
            header: t("status"),
            cell: (row) => <StatusBadge status={row.status} />,
            shrink: true,
          },
          {
            id: "progress",
            header: t("progress"),
            cell: (row) =>
              row.progress === null
                ? "–"
                : format.number(row.progress, { style: "percent", maximumFractionDigits: 0 }),
            align: "end",
          },
          {
            id: "people",
            header: t("people"),
            cell: (row) => format.number(row.enqueued_count),
            align: "end",
          },
          {
            id: "skipped",
            header: t("skipped"),
            cell: (row) => format.number(row.skipped_count),
            align: "end",
          },
        ]}
      />
    </SectionCard>
  );
}
