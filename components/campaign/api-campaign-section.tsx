"use client";

import { Stack, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { SnippetTabs } from "#components/developers/snippet-tabs.tsx";
import { callSnippet, type Language, SNIPPETS } from "#components/developers/snippets.ts";
import { useOrigin } from "#components/event/use-origin.ts";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { CampaignAnswer } from "#lib/campaign/schema.ts";
import { CallResults } from "./trigger-call.tsx";

/** The identifiers of an API campaign, a call that works when pasted, and what callers did. */
export function ApiCampaignSection({ campaign }: { campaign: CampaignAnswer }) {
  const t = useTranslations("composer");
  const origin = useOrigin();
  const variationId = campaign.variations[0]?.message_variation_id ?? "";
  const body = {
    campaign_id: campaign.campaign_id,
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
  const code = (language: Language) =>
    callSnippet(language, `${origin}/api/v1/messages/send`, "$SIGNALBOX_API_KEY", body);
  return (
    <Stack gap="lg">
      <SectionCard title={t("apiCampaign")} description={t("apiCampaignText")}>
        <Stack gap="sm">
          <CodeBlock label={t("campaignId")} code={campaign.campaign_id} />
          <CodeBlock label={t("variationId")} code={variationId} />
          <Text size="sm">{t("sampleCall")}</Text>
          <SnippetTabs languages={SNIPPETS} codeOf={code} />
        </Stack>
      </SectionCard>
      <CallResults campaignId={campaign.campaign_id} />
    </Stack>
  );
}
