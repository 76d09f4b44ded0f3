"use client";

import { Alert, Button, Grid, Group, List, Stack, Tabs, Text, TextInput } from "@mantine/core";
import { IconPlayerPlay, IconSend } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { eventQueries } from "#components/event/queries.ts";
import { sampleSubject } from "#components/gallery/sample-subject.ts";
import type { TemplateVariable } from "#components/template/template-editor.tsx";
import { confirmAction } from "#components/ui/confirm.tsx";
import { notifyDone } from "#components/ui/notify.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { CampaignAnswer, CampaignProblem } from "#lib/campaign/schema.ts";
import { ApiCampaignSection } from "./api-campaign-section.tsx";
import { EMPTY_WEBHOOK, withVariation } from "./definition-draft.ts";
import { MessageSection } from "./message-section.tsx";
import { PreviewPanel, type PreviewSubject } from "./preview-panel.tsx";
import { actOnCampaign, campaignQueries } from "./queries.ts";
import { TestSendDrawer } from "./test-send-drawer.tsx";
import { TriggerSection } from "./trigger-section.tsx";
import { type SaveState, useAutosave } from "./use-autosave.ts";

const STANDARD: TemplateVariable[] = [
  "user_id",
  "first_name",
  "last_name",
  "email_address",
  "phone_number",
  "country",
  "city",
  "language",
  "time_zone",
].map((name) => ({
  name: `\${${name}}`,
}));

const SAMPLE_SUBJECT: PreviewSubject = {
  externalUserId: "",
  attributes: '{ "external_id": "u1", "first_name": "Zoë", "custom_attributes": { "tier": "gold" } }',
  eventProperties: '{ "points": 120 }',
};

/** One campaign: build it on the left, see the request on the right. */
export function CampaignComposer({ campaignId }: { campaignId: string }) {
  const query = useQuery(campaignQueries.one(campaignId));
  return (
    <QueryView query={query}>
      {(campaign) => <Composer key={campaign.campaign_id} campaign={campaign} />}
    </QueryView>
  );
}

function Composer({ campaign }: { campaign: CampaignAnswer }) {
  const t = useTranslations("composer");
  const autosave = useAutosave(campaign);
  const { draft, change } = autosave;
  const [variationIndex, setVariationIndex] = useState(0);
  const [subject, setSubject] = useState(() => sampleSubject(campaign.tags) ?? SAMPLE_SUBJECT);
  const [testing, setTesting] = useState(false);
  const names = useQuery(eventQueries.names());
  const variation = draft.variations[variationIndex];
  const isApi = draft.type === "api";
  return (
    <>
      <PageHeader
        title={draft.name}
        status={<StatusBadge status={campaign.status} />}
        above={
          <Text component={Link} href="/campaigns" size="sm" c="dimmed">
            ← {t("back")}
          </Text>
        }
        actions={<Actions campaign={campaign} autosave={autosave} onTest={() => setTesting(true)} />}
      />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: isApi ? 12 : 7 }}>
          <Stack gap="lg">
            <TextInput
              label={t("name")}
              value={draft.name}
              onChange={(event) => change({ ...draft, name: event.currentTarget.value })}
            />
            <Problems problems={campaign.problems} />
            {isApi ? (
              <ApiCampaignSection campaign={campaign} />
            ) : (
              <TriggerSection
                draft={draft}
                onChange={change}
                eventNames={names.data?.map((entry) => entry.name) ?? []}
              />
            )}
            {!isApi && draft.variations.length > 1 ? (
              <Tabs
                value={String(variationIndex)}
                onChange={(value) => setVariationIndex(Number(value ?? 0))}
              >
                <Tabs.List aria-label={t("variations")}>
                  {draft.variations.map((item, index) => (
                    <Tabs.Tab key={item.message_variation_id} value={String(index)}>
                      {item.name} · {item.percentage} %
                    </Tabs.Tab>
                  ))}
                </Tabs.List>
              </Tabs>
            ) : null}
            {!isApi && variation && !variation.control ? (
              <MessageSection
                webhook={variation.webhook ?? EMPTY_WEBHOOK}
                onChange={(webhook) => change(withVariation(draft, variationIndex, { webhook }))}
                variables={[...STANDARD, ...propertyVariables(names.data ?? [], draft.delivery)]}
                problems={campaign.problems}
              />
            ) : null}
          </Stack>
        </Grid.Col>
        {isApi ? null : (
          <Grid.Col span={{ base: 12, md: 5 }}>
            <PreviewPanel
              campaignId={campaign.campaign_id}
              draft={draft}
              variationId={variation?.message_variation_id}
              subject={subject}
              onSubjectChange={setSubject}
            />
          </Grid.Col>
        )}
      </Grid>
      <TestSendDrawer
        opened={testing}
        onClose={() => setTesting(false)}
        campaignId={campaign.campaign_id}
        variationId={variation?.message_variation_id}
        subject={subject}
      />
    </>
  );
}

function Actions({
  campaign,
  autosave,
  onTest,
}: {
  campaign: CampaignAnswer;
  autosave: ReturnType<typeof useAutosave>;
  onTest: () => void;
}) {
  const t = useTranslations("composer");
  const queryClient = useQueryClient();
  const running = campaign.status === "active" || campaign.status === "scheduled";

  async function act(action: "launch" | "stop") {
    if (action === "launch") await autosave.save();
    const answer = await actOnCampaign(campaign.campaign_id, action);
    queryClient.setQueryData(campaignQueries.one(campaign.campaign_id).queryKey, answer);
    await queryClient.invalidateQueries({ queryKey: [...campaignQueries.all, "list"] });
    notifyDone(t(action === "launch" ? "launched" : "stopped"));
  }

  return (
    <Group gap="xs">
      <SaveStatus state={autosave.state} />
      {running ? (
        <Button component={Link} href={`/deliveries?campaign_id=${campaign.campaign_id}`} variant="default">
          {t("seeDeliveries")}
        </Button>
      ) : null}
      {campaign.type === "api" ? null : (
        <Button
          variant="default"
          leftSection={<IconSend size={16} aria-hidden="true" />}
          onClick={() => void autosave.save().then(onTest)}
        >
          {t("testSend")}
        </Button>
      )}
      {running ? (
        <Button
          color="red"
          variant="light"
          onClick={() =>
            confirmAction({
              title: t("stopTitle"),
              body: t("stopText"),
              confirmLabel: t("stop"),
              danger: true,
              onConfirm: () => act("stop"),
            })
          }
        >
          {t("stop")}
        </Button>
      ) : null}
      {running && !campaign.has_unpublished_changes && autosave.state.kind === "saved" ? null : (
        <Button
          leftSection={<IconPlayerPlay size={16} aria-hidden="true" />}
          onClick={() =>
            confirmAction({
              title: t("launchTitle"),
              body: t("launchText"),
              confirmLabel: t("launchNow"),
              onConfirm: () => act("launch"),
            })
          }
        >
          {running ? t("publish") : t("launch")}
        </Button>
      )}
    </Group>
  );
}

function SaveStatus({ state }: { state: SaveState }) {
  const t = useTranslations("composer");
  return (
    <Text size="sm" c={state.kind === "failed" ? "red" : "dimmed"} role="status" aria-live="polite">
      {t(`save.${state.kind}`)}
    </Text>
  );
}

function Problems({ problems }: { problems: readonly CampaignProblem[] }) {
  const t = useTranslations("composer");
  const shown = problems.filter((problem) => problem.severity !== "info");
  if (shown.length === 0) return null;
  const errors = shown.filter((problem) => problem.severity === "error").length;
  return (
    <Alert
      color={errors > 0 ? "red" : "yellow"}
      title={t("problems", { count: shown.length })}
      styles={{ title: { color: errors > 0 ? "var(--sb-bad)" : "var(--sb-warn)" } }}
    >
      <List size="sm">
        {shown.map((problem) => (
          <List.Item key={`${problem.code} ${problem.field}`}>
            {problem.message} {problem.hint}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

/** Properties seen on the trigger event, for completion. */
function propertyVariables(
  names: readonly { name: string; properties: Record<string, { type: string }> }[],
  delivery: CampaignAnswer["delivery"],
): TemplateVariable[] {
  const event = delivery.type === "action" ? delivery.event : undefined;
  const known = names.find((entry) => entry.name === event)?.properties ?? {};
  return Object.entries(known).map(([name, { type }]) => ({
    name: `event_properties.\${${name}}`,
    detail: type,
  }));
}
