"use client";

import { Grid, Stack } from "@mantine/core";
import { useTranslations } from "next-intl";
import { AudiencePanel } from "#components/segment/audience-panel.tsx";
import { FilterBuilder } from "#components/segment/filter-builder.tsx";
import { LockedFields } from "#components/ui/locked.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { CampaignAnswer } from "#lib/campaign/schema.ts";
import type { Draft } from "./definition-draft.ts";
import { ReachCard } from "./reach-card.tsx";

type AudienceStepProps = { campaign: CampaignAnswer; draft: Draft; onChange: (draft: Draft) => void };

/** Who the campaign is for. */
export function AudienceStep({ campaign, draft, onChange }: AudienceStepProps) {
  const t = useTranslations("composer.audience");
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 8 }}>
        <div data-field="audience">
          <SectionCard title={t("title")} description={t("text")}>
            <LockedFields>
              <FilterBuilder
                label={t("title")}
                campaignId={campaign.campaign_id}
                value={draft.audience}
                onChange={(audience) => onChange({ ...draft, audience })}
              />
            </LockedFields>
          </SectionCard>
        </div>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 4 }}>
        <Stack gap="lg">
          <AudiencePanel filter={draft.audience} />
          <ReachCard campaign={campaign} />
        </Stack>
      </Grid.Col>
    </Grid>
  );
}
