"use client";

import { Grid, Stack, Tabs, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { parseAsInteger, useQueryState } from "nuqs";
import { eventQueries } from "#components/event/queries.ts";
import type { CampaignProblem } from "#lib/campaign/schema.ts";
import { type Draft, EMPTY_WEBHOOK, withVariation } from "./definition-draft.ts";
import { MessageSection } from "./message-section.tsx";
import { OptionsSection } from "./options-section.tsx";
import { PreviewPanel } from "./preview-panel.tsx";
import type { PreviewSubject } from "./subject-picker.tsx";
import { useVariables } from "./use-variables.ts";

type ComposeStepProps = {
  campaignId: string;
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
  const names = useQuery(eventQueries.names());
  const variables = useVariables(names.data ?? [], draft.delivery);
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 7 }}>
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
              webhook={variation.webhook ?? EMPTY_WEBHOOK}
              onChange={(webhook) => onChange(withVariation(draft, index, { webhook }))}
              variables={variables}
              problems={problems.filter(({ field }) => field.startsWith(`variations.${index}.`))}
            />
          ) : null}
          <OptionsSection draft={draft} onChange={onChange} />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <PreviewPanel
          campaignId={props.campaignId}
          draft={props.sendable}
          variationId={variation?.control ? undefined : variation?.message_variation_id}
          subject={props.subject}
          onSubjectChange={props.onSubjectChange}
        />
      </Grid.Col>
    </Grid>
  );
}
