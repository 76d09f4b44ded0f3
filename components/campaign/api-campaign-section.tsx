"use client";

import { Stack, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { CampaignAnswer } from "#lib/campaign/schema.ts";

/** The identifiers of an API campaign and a call that works when pasted. */
export function ApiCampaignSection({ campaign }: { campaign: CampaignAnswer }) {
  const t = useTranslations("composer");
  const variationId = campaign.variations[0]?.message_variation_id ?? "";
  return (
    <SectionCard title={t("apiCampaign")} description={t("apiCampaignText")}>
      <Stack gap="sm">
        <CodeBlock label={t("campaignId")} code={campaign.campaign_id} />
        <CodeBlock label={t("variationId")} code={variationId} />
        <Text size="sm">{t("sampleCall")}</Text>
        <CodeBlock label="cURL" code={sampleCall(campaign.campaign_id, variationId)} wrap />
      </Stack>
    </SectionCard>
  );
}

function sampleCall(campaignId: string, variationId: string): string {
  const body = {
    campaign_id: campaignId,
    external_user_ids: ["u1"],
    messages: {
      webhook: {
        url: "https://api.example.com/credit",
        request_method: "POST",
        request_headers: { "Content-Type": "application/json" },
        body: '{"user": {{ ${user_id} | json }}}',
        message_variation_id: variationId,
      },
    },
  };
  return `curl -X POST ${typeof window === "undefined" ? "" : window.location.origin}/api/v1/messages/send \\\n  -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify(body, null, 2)}'`;
}
