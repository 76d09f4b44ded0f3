"use client";

import { Stack } from "@mantine/core";
import { useTranslations } from "next-intl";
import classes from "#components/campaign/results/results.module.css";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { CampaignAnswer } from "#lib/campaign/schema.ts";
import { ChangeList } from "./change-list.tsx";
import { CompareVersions } from "./compare-versions.tsx";
import { VersionTable } from "./version-table.tsx";

type HistoryStepProps = {
  campaign: CampaignAnswer;
  /** After a version became the draft, so that the screen shows it. */
  onRestored: () => Promise<void>;
};

/** What the campaign was before: its versions, what differs, and who changed what. */
export function HistoryStep({ campaign, onRestored }: HistoryStepProps) {
  const t = useTranslations("history");
  return (
    <Stack gap="lg" className={classes.cards ?? ""}>
      <SectionCard title={t("compare")} description={t("compareText")}>
        <CompareVersions campaign={campaign} />
      </SectionCard>
      <SectionCard title={t("versions")} description={t("versionsText")} flush>
        <VersionTable campaignId={campaign.campaign_id} onRestored={onRestored} />
      </SectionCard>
      <SectionCard title={t("changes")} description={t("changesText")} flush>
        <ChangeList campaignId={campaign.campaign_id} />
      </SectionCard>
    </Stack>
  );
}
