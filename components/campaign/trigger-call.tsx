"use client";

import { Stack, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { CampaignCalls } from "#components/api-log/campaign-calls.tsx";
import { PlannedSends } from "#components/api-log/planned-sends.tsx";
import { SendLookup } from "#components/api-log/send-lookup.tsx";
import { SnippetTabs } from "#components/developers/snippet-tabs.tsx";
import { callSnippet, type Language, SNIPPETS } from "#components/developers/snippets.ts";
import { useOrigin } from "#components/event/use-origin.ts";
import { useCan } from "#components/shell/session.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { exampleProperties } from "#lib/trigger/contract.ts";
import type { TriggerContract } from "#lib/trigger/contract-schema.ts";
import { propertiesType } from "./properties-type.ts";

type TriggerCallProps = { campaignId: string; contract: TriggerContract | null };

/** The campaign's id and the call that starts it, ready to paste. */
export function TriggerCall({ campaignId, contract }: TriggerCallProps) {
  const t = useTranslations("composer");
  const origin = useOrigin();
  const properties = contract ? exampleProperties(contract.properties) : { coupon: "WELCOME" };
  const body = {
    campaign_id: campaignId,
    recipients: [{ external_user_id: "u1", trigger_properties: properties }],
  };
  const code = (language: Language) => {
    const call = callSnippet(language, `${origin}/api/v1/campaigns/trigger/send`, "$SIGNALBOX_API_KEY", body);
    return language === "typescript" && contract ? `${propertiesType(contract.properties)}\n\n${call}` : call;
  };
  return (
    <Stack gap="sm">
      <Text size="sm">{t("apiTriggerText")}</Text>
      <CodeBlock label={t("campaignId")} code={campaignId} />
      <SnippetTabs languages={SNIPPETS} codeOf={code} />
    </Stack>
  );
}

/** What callers did: their last calls, and a look-up of one of them. */
export function CallResults({ campaignId }: { campaignId: string }) {
  const maySeeDeliveries = useCan("deliveries.read");
  return (
    <>
      <CampaignCalls campaignId={campaignId} />
      {maySeeDeliveries ? (
        <>
          <PlannedSends campaignId={campaignId} />
          <SendLookup />
        </>
      ) : null}
    </>
  );
}
