"use client";

import { SegmentedControl, Stack } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useFilterNames } from "#components/segment/use-filter-names.ts";
import { LockedFields } from "#components/ui/locked.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { ActionFields } from "./action-fields.tsx";
import { ContractSection } from "./contract-section.tsx";
import type { Draft } from "./definition-draft.ts";
import { PacingSection } from "./pacing-section.tsx";
import { ScheduleFields } from "./schedule-fields.tsx";
import { CallResults, TriggerCall } from "./trigger-call.tsx";

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
          <LockedFields>
            <SegmentedControl
              aria-label={t("deliveryType")}
              value={delivery.type}
              onChange={(type) => onChange({ ...draft, delivery: starterFor(type) })}
              data={(["action", "scheduled", "api_trigger"] as const).map((value) => ({
                value,
                label: t(`types.${value}`),
              }))}
            />
          </LockedFields>
          {delivery.type === "action" ? (
            <LockedFields>
              <ActionFields
                value={delivery}
                onChange={(next) => onChange({ ...draft, delivery: next })}
                names={names}
              />
            </LockedFields>
          ) : null}
          {delivery.type === "scheduled" ? (
            <LockedFields>
              <ScheduleFields value={delivery} onChange={(next) => onChange({ ...draft, delivery: next })} />
            </LockedFields>
          ) : null}
          {delivery.type === "api_trigger" ? (
            <TriggerCall campaignId={campaignId} contract={draft.trigger_contract} />
          ) : null}
        </Stack>
      </SectionCard>
      {delivery.type === "api_trigger" ? (
        <>
          <LockedFields>
            <ContractSection
              value={draft.trigger_contract}
              onChange={(contract) => onChange({ ...draft, trigger_contract: contract })}
            />
          </LockedFields>
          <CallResults campaignId={campaignId} />
        </>
      ) : null}
      <LockedFields>
        <PacingSection draft={draft} onChange={onChange} />
      </LockedFields>
    </Stack>
  );
}

function starterFor(type: string): Draft["delivery"] {
  if (type === "scheduled") return { type: "scheduled", start: "launch", frequency: "once" };
  if (type === "api_trigger") return { type: "api_trigger" };
  return { type: "action", event: "" };
}
