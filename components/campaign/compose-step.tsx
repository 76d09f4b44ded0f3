"use client";

import { Grid, Stack, Tabs, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { parseAsInteger, useQueryState } from "nuqs";
import { useMemo } from "react";
import { eventQueries } from "#components/event/queries.ts";
import { InsertDialog } from "#components/template/insert-dialog.tsx";
import { InsertTargetProvider } from "#components/template/insert-target.tsx";
import { Locked, LockedFields } from "#components/ui/locked.tsx";
import type { CheckInput } from "#lib/campaign/sample-schema.ts";
import type { CampaignAnswer, CampaignProblem } from "#lib/campaign/schema.ts";
import { type Draft, EMPTY_WEBHOOK, withVariation } from "./definition-draft.ts";
import { MessageSection } from "./message-section.tsx";
import { OptionsSection } from "./options-section.tsx";
import { PreviewPanel } from "./preview/preview-panel.tsx";
import type { PreviewSubject } from "./preview/subject.ts";
import { campaignQueries } from "./queries.ts";
import { usePaneKeys } from "./use-pane-keys.ts";
import { useVariables } from "./use-variables.ts";

type ComposeStepProps = {
  campaign: CampaignAnswer;
  draft: Draft;
  /** The draft as far as it is complete: what the preview is made from. */
  sendable: Draft;
  onChange: (draft: Draft) => void;
  problems: readonly CampaignProblem[];
  subject: PreviewSubject;
  onSubjectChange: (subject: PreviewSubject) => void;
};

/** The message on the left, the request it makes for one person on the right. */
export function ComposeStep(props: ComposeStepProps) {
  const { draft, onChange, problems } = props;
  const t = useTranslations("composer");
  const [shown, setShown] = useQueryState("variation", parseAsInteger.withDefault(0));
  const index = Math.min(shown, draft.variations.length - 1);
  const variation = draft.variations[index];
  const variationId = variation?.control ? undefined : variation?.message_variation_id;
  const id = props.campaign.campaign_id;
  const { sendable } = props;
  // The same object while nothing changed: a new one at every rendering would start the pause anew.
  const wanted = useMemo(
    () => (variationId === undefined ? null : checkInput(id, sendable, variationId)),
    [id, sendable, variationId],
  );
  const [checkable] = useDebouncedValue(wanted, CHECK_PAUSE_MS);
  const check = useQuery(campaignQueries.check(checkable)).data;
  const names = useQuery(eventQueries.names());
  const variables = useVariables(names.data ?? NO_EVENTS, draft.delivery, check?.variables ?? NO_VARIABLES);
  usePaneKeys();
  return (
    <InsertTargetProvider>
      <InsertDialog variables={variables} />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }} data-pane="message" tabIndex={-1}>
          <Stack gap="lg">
            {draft.variations.length > 1 ? (
              <Tabs value={String(index)} onChange={(value) => void setShown(Number(value ?? 0))}>
                <Tabs.List aria-label={t("variations")}>
                  {draft.variations.map((item, at) => (
                    <Tabs.Tab key={item.message_variation_id} value={String(at)}>
                      {item.name} · {item.percentage} %
                    </Tabs.Tab>
                  ))}
                </Tabs.List>
              </Tabs>
            ) : null}
            {variation?.control ? <Text c="dimmed">{t("controlText")}</Text> : null}
            {variation && !variation.control ? (
              <MessageSection
                key={variation.message_variation_id}
                webhook={variation.webhook ?? EMPTY_WEBHOOK}
                onChange={(webhook) => onChange(withVariation(draft, index, { webhook }))}
                variables={variables}
                problems={problems.filter(({ field }) => field.startsWith(`variations.${index}.`))}
                others={draft.variations.filter((item) => item !== variation && !item.control)}
              />
            ) : null}
            <LockedFields>
              <OptionsSection draft={draft} onChange={onChange} />
            </LockedFields>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          {variation?.control ? null : (
            <Locked locked={false}>
              <PreviewPanel
                campaign={props.campaign}
                draft={props.sendable}
                variationId={variationId}
                check={check}
                subject={props.subject}
                onSubjectChange={props.onSubjectChange}
              />
            </Locked>
          )}
        </Grid.Col>
      </Grid>
    </InsertTargetProvider>
  );
}

const NO_EVENTS: never[] = [];
const NO_VARIABLES: never[] = [];

/** Longer than that of the preview: it looks at many people. */
const CHECK_PAUSE_MS = 800;

function checkInput(campaignId: string, draft: Draft, variationId: string): CheckInput {
  return {
    campaign_id: campaignId,
    definition: draft as CheckInput["definition"],
    variation_id: variationId,
  };
}
