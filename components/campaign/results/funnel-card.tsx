"use client";

import { Progress } from "@mantine/core";
import { useFormatter, useTranslations } from "next-intl";
import { DataTable } from "#components/ui/data-table.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { CampaignStats } from "#lib/campaign/stats-schema.ts";

type Step = CampaignStats["funnel"][number] & { share: number; lost: number };

/** From everybody it was started for to everybody who has it: a table whose bars are the chart. */
export function FunnelCard({ stats }: { stats: CampaignStats }) {
  const t = useTranslations("results.funnel");
  const format = useFormatter();
  const steps = withShares(stats.funnel);
  if ((steps[0]?.count ?? 0) === 0) return null;
  return (
    <SectionCard title={t("title")} description={t("text")} flush>
      <DataTable
        caption={t("title")}
        rows={steps}
        rowId={(step) => step.step}
        minWidth={340}
        columns={[
          { id: "step", header: t("step"), cell: (step) => t(`steps.${step.step}`) },
          {
            id: "count",
            header: t("count"),
            cell: (step) => format.number(step.count),
            align: "end",
            shrink: true,
          },
          {
            id: "share",
            header: t("share"),
            hideBelow: "sm",
            cell: (step) => <Progress value={step.share * 100} aria-hidden="true" size="lg" miw={120} />,
          },
          {
            id: "percent",
            header: t("percent"),
            cell: (step) => format.number(step.share, { style: "percent", maximumFractionDigits: 1 }),
            align: "end",
            shrink: true,
          },
          {
            id: "lost",
            header: t("lost"),
            cell: (step) => (step.lost === 0 ? "–" : `−${format.number(step.lost)}`),
            align: "end",
            shrink: true,
          },
        ]}
      />
    </SectionCard>
  );
}

function withShares(funnel: CampaignStats["funnel"]): Step[] {
  const first = funnel[0]?.count ?? 0;
  return funnel.map((step, index) => ({
    ...step,
    share: first === 0 ? 0 : step.count / first,
    lost: Math.max(0, (funnel[index - 1]?.count ?? step.count) - step.count),
  }));
}
