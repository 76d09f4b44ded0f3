"use client";

import { SegmentedControl, Stack, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useOrigin } from "#components/event/use-origin.ts";
import { useFilterNames } from "#components/segment/use-filter-names.ts";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { ActionFields } from "./action-fields.tsx";
import type { Draft } from "./definition-draft.ts";
import { PacingSection } from "./pacing-section.tsx";
import { ScheduleFields } from "./schedule-fields.tsx";

type DeliveryStepProps = { campaignId: string; draft: Draft; onChange: (draft: Draft) => void };

/** What starts the campaign, and at what pace it goes. */
export function DeliveryStep({ campaignId, draft, onChange }: DeliveryStepProps) {
  const t = useTranslations("composer");
  const names = useFilterNames();
  const { delivery } = draft;
  return (
    <Stack gap="lg">
      <SectionCard title={t("delivery")} description={t("deliveryText")}>
        <Stack gap="md">
          <SegmentedControl
            aria-label={t("deliveryType")}
            value={delivery.type}
            onChange={(type) => onChange({ ...draft, delivery: starterFor(type) })}
            data={(["action", "scheduled", "api_trigger"] as const).map((value) => ({
              value,
              label: t(`types.${value}`),
            }))}
            style={{ alignSelf: "flex-start" }}
          />
          {delivery.type === "action" ? (
            <ActionFields
              value={delivery}
              onChange={(next) => onChange({ ...draft, delivery: next })}
              names={names}
            />
          ) : null}
          {delivery.type === "scheduled" ? (
            <ScheduleFields value={delivery} onChange={(next) => onChange({ ...draft, delivery: next })} />
          ) : null}
          {delivery.type === "api_trigger" ? <ApiTrigger campaignId={campaignId} /> : null}
        </Stack>
      </SectionCard>
      <PacingSection draft={draft} onChange={onChange} />
    </Stack>
  );
}

function ApiTrigger({ campaignId }: { campaignId: string }) {
  const t = useTranslations("composer");
  const origin = useOrigin();
  const body = {
    campaign_id: campaignId,
    recipients: [{ external_user_id: "u1", trigger_properties: { coupon: "WELCOME" } }],
  };
  const call = `curl -X POST ${origin}/api/v1/campaigns/trigger/send \\\n  -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify(body, null, 2)}'`;
  return (
    <Stack gap="sm">
      <Text size="sm">{t("apiTriggerText")}</Text>
      <CodeBlock label={t("campaignId")} code={campaignId} />
      <CodeBlock label="cURL" code={call} wrap />
    </Stack>
  );
}

function starterFor(type: string): Draft["delivery"] {
  if (type === "scheduled") return { type: "scheduled", start: "launch", frequency: "once" };
  if (type === "api_trigger") return { type: "api_trigger" };
  return { type: "action", event: "" };
}
