"use client";

import { Grid } from "@mantine/core";
import { useTranslations } from "next-intl";
import { AudiencePanel } from "#components/segment/audience-panel.tsx";
import { FilterBuilder } from "#components/segment/filter-builder.tsx";
import { LockedFields } from "#components/ui/locked.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { Draft } from "./definition-draft.ts";

type AudienceStepProps = { campaignId: string; draft: Draft; onChange: (draft: Draft) => void };

/** Who the campaign is for. */
export function AudienceStep({ campaignId, draft, onChange }: AudienceStepProps) {
  const t = useTranslations("composer.audience");
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 8 }}>
        <div data-field="audience">
          <SectionCard title={t("title")} description={t("text")}>
            <LockedFields>
              <FilterBuilder
                label={t("title")}
                campaignId={campaignId}
                value={draft.audience}
                onChange={(audience) => onChange({ ...draft, audience })}
              />
            </LockedFields>
          </SectionCard>
        </div>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 4 }}>
        <AudiencePanel filter={draft.audience} />
      </Grid.Col>
    </Grid>
  );
}
