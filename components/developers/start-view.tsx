"use client";

import { Alert, Anchor, Button, Group, Loader, Stack, Text } from "@mantine/core";
import { IconCheck, IconPlayerPlay } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { apiKeyQueries } from "#components/api-key/queries.ts";
import { deliveryQueries } from "#components/delivery/queries.ts";
import { eventQueries } from "#components/event/queries.ts";
import { useOrigin } from "#components/event/use-origin.ts";
import { receiverQueries } from "#components/receiver/queries.ts";
import { useCan } from "#components/shell/session.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { useErrorDetails } from "#components/ui/use-error-details.ts";
import { useLive } from "#components/use-live.ts";
import { prepareQuickStart, type QuickStart } from "./quick-start.ts";
import { SnippetTabs } from "./snippet-tabs.tsx";
import { type Language, SNIPPETS, trackSnippet } from "./snippets.ts";

/** From nothing to one's own event and the webhook it caused. */
export function StartView() {
  const t = useTranslations("developers.start");
  const read = useErrorDetails();
  const queryClient = useQueryClient();
  const origin = useOrigin();
  const allowed = [useCan("api_keys.write"), useCan("campaigns.launch"), useCan("receivers.write")].every(
    Boolean,
  );
  const [ready, setReady] = useState<QuickStart | null>(null);
  const prepare = useMutation({
    mutationFn: prepareQuickStart,
    onSuccess: async (made) => {
      setReady(made);
      await queryClient.invalidateQueries({ queryKey: apiKeyQueries.all });
    },
  });
  const token = ready?.token ?? "$SIGNALBOX_API_KEY";
  const code = (language: Language) => trackSnippet(language, origin, token, ready?.event ?? "signed_up");
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <Stack gap="lg">
        <SectionCard title={t("prepareTitle")} description={t("prepareText")}>
          {ready ? (
            <Alert
              color="teal"
              variant="light"
              icon={<IconCheck size={18} aria-hidden="true" />}
              role="status"
            >
              {t("prepared", { event: ready.event })}
            </Alert>
          ) : (
            <Stack gap="sm" align="flex-start">
              <Button
                leftSection={<IconPlayerPlay size={15} aria-hidden="true" />}
                loading={prepare.isPending}
                disabled={!allowed}
                onClick={() => prepare.mutate()}
              >
                {t("prepare")}
              </Button>
              {allowed ? null : <Text size="sm">{t("notAllowed")}</Text>}
              {prepare.error ? (
                <Alert color="red" variant="light" role="alert" title={t("prepareFailed")}>
                  {read(prepare.error).message}
                </Alert>
              ) : null}
            </Stack>
          )}
        </SectionCard>
        <SectionCard title={t("sendTitle")} description={ready ? t("sendReady") : t("sendText")}>
          <SnippetTabs languages={SNIPPETS} codeOf={code} />
        </SectionCard>
        <SectionCard title={t("watchTitle")} description={t("watchText")}>
          {ready ? <Outcome ready={ready} /> : <Text c="dimmed">{t("watchWaiting")}</Text>}
        </SectionCard>
      </Stack>
    </>
  );
}

/** The event and the webhook, as soon as they are there. */
function Outcome({ ready }: { ready: QuickStart }) {
  const t = useTranslations("developers.start");
  useLive(["events", "deliveries"], [eventQueries.all, deliveryQueries.all, receiverQueries.all]);
  const events = useQuery(eventQueries.list({ name: ready.event }, true));
  const deliveries = useQuery({
    ...deliveryQueries.list({ campaign_id: ready.campaignId }),
    refetchInterval: 2_000,
  });
  const received = useQuery({ ...receiverQueries.requests(ready.receiverId, null), refetchInterval: 2_000 });
  const [event] = events.data?.events ?? [];
  const [delivery] = deliveries.data?.deliveries ?? [];
  const [request] = received.data?.requests ?? [];
  return (
    <Stack gap="sm" aria-live="polite">
      <Step done={event !== undefined} waiting={t("waitingEvent")}>
        {t("eventArrived", { person: event?.external_user_id ?? "" })}
      </Step>
      <Step done={delivery !== undefined} waiting={t("waitingDelivery")}>
        <Group gap="xs">
          <Anchor component={Link} href={`/deliveries/${delivery?.delivery_id ?? ""}`}>
            {t("delivery")}
          </Anchor>
          <StatusBadge status={delivery?.status ?? "pending"} />
        </Group>
      </Step>
      <Step done={request !== undefined} waiting={t("waitingWebhook")}>
        {t("webhookArrived")}
      </Step>
      {request ? <CodeBlock label={t("webhookBody")} code={request.body} wrap /> : null}
    </Stack>
  );
}

type StepProps = { done: boolean; waiting: string; children: ReactNode };

function Step({ done, waiting, children }: StepProps) {
  return (
    <Group gap="xs" wrap="nowrap">
      {done ? (
        <IconCheck size={18} color="var(--mantine-color-teal-6)" aria-hidden="true" />
      ) : (
        <Loader size={16} aria-hidden="true" />
      )}
      {done ? <div>{children}</div> : <Text c="dimmed">{waiting}</Text>}
    </Group>
  );
}
