"use client";

import { Alert, Button, Group, Stack, Text, Timeline } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { asCurl, asHttp } from "#components/campaign/preview-panel.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { notifyFailed } from "#components/ui/notify.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { DateTime, RelativeTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { useLive } from "#components/use-live.ts";
import { type AttemptView, type DeliveryDetail, FINAL_STATUSES } from "#lib/delivery/schema.ts";
import { actOnDelivery, deliveryQueries } from "./queries.ts";

/** One delivery: what was sent, what came back each time, what happens next. */
export function DeliveryView({ deliveryId }: { deliveryId: string }) {
  const query = useQuery(deliveryQueries.one(deliveryId));
  useLive(["deliveries"], [deliveryQueries.one(deliveryId).queryKey]);
  return <QueryView query={query}>{(delivery) => <Delivery delivery={delivery} />}</QueryView>;
}

function Delivery({ delivery }: { delivery: DeliveryDetail }) {
  const t = useTranslations("deliveries");
  return (
    <>
      <PageHeader
        title={t("one")}
        status={<StatusBadge status={delivery.status} />}
        description={delivery.url ?? delivery.delivery_id}
        above={
          <Text component={Link} href="/deliveries" size="sm" c="dimmed">
            ← {t("back")}
          </Text>
        }
        actions={<Actions delivery={delivery} />}
      />
      <Stack gap="lg">
        {delivery.next_attempt_at ? (
          <Alert color="blue" title={t("next")} styles={{ title: { color: "var(--sb-info)" } }}>
            <RelativeTime value={delivery.next_attempt_at} /> · {delivery.reason}
          </Alert>
        ) : null}
        {delivery.status === "failed" || delivery.status === "aborted" ? (
          <Alert color="red" title={t("why")} styles={{ title: { color: "var(--sb-bad)" } }}>
            {delivery.reason}
          </Alert>
        ) : null}
        <SectionCard title={t("request")} description={t("requestText")}>
          {delivery.request ? (
            <Stack gap="sm">
              <CodeBlock label={t("request")} code={asHttp(delivery.request)} wrap />
              <CodeBlock label="cURL" code={asCurl(delivery.request)} wrap maxHeight={160} />
            </Stack>
          ) : (
            <Text c="dimmed">{t("notRendered")}</Text>
          )}
        </SectionCard>
        <SectionCard title={t("attemptsTitle", { count: delivery.attempts.length })}>
          <Timeline active={delivery.attempts.length} bulletSize={18} lineWidth={2}>
            {delivery.attempts.map((attempt) => (
              <Timeline.Item key={attempt.number} title={t("attempt", { number: attempt.number })}>
                <Attempt attempt={attempt} />
              </Timeline.Item>
            ))}
          </Timeline>
        </SectionCard>
        <Text size="sm" c="dimmed">
          webhook-id: {delivery.delivery_id}
        </Text>
      </Stack>
    </>
  );
}

function Attempt({ attempt }: { attempt: AttemptView }) {
  const t = useTranslations("deliveries");
  return (
    <Stack gap={6}>
      <Text size="sm">
        {attempt.status_code === null ? attempt.error_class : t("answered", { status: attempt.status_code })}{" "}
        · {t("took", { ms: attempt.duration_ms })} · <DateTime value={attempt.started_at} />
      </Text>
      {attempt.error_message ? (
        <Text size="sm" c="dimmed">
          {attempt.error_message}
        </Text>
      ) : null}
      {attempt.response ? (
        <CodeBlock
          label={t("response")}
          code={[
            ...Object.entries(attempt.response.headers).map(([name, value]) => `${name}: ${value}`),
            "",
            attempt.response.body ?? "",
          ].join("\n")}
          wrap
          maxHeight={220}
        />
      ) : null}
      {attempt.next_attempt_at ? (
        <Text size="sm" c="dimmed">
          {t("nextAt")} <DateTime value={attempt.next_attempt_at} /> ({attempt.next_reason})
        </Text>
      ) : null}
    </Stack>
  );
}

function Actions({ delivery }: { delivery: DeliveryDetail }) {
  const t = useTranslations("deliveries");
  const queryClient = useQueryClient();
  const act = useMutation({
    mutationFn: (action: "replay" | "cancel") => actOnDelivery(delivery.delivery_id, action),
    onSuccess: (answer) =>
      queryClient.setQueryData(deliveryQueries.one(delivery.delivery_id).queryKey, answer),
    onError: (error) => notifyFailed(t("failed"), error),
  });
  const finished = (FINAL_STATUSES as readonly string[]).includes(delivery.status);
  return (
    <Group gap="xs">
      {finished ? (
        <Button onClick={() => act.mutate("replay")} loading={act.isPending}>
          {t("replay")}
        </Button>
      ) : (
        <Button variant="default" onClick={() => act.mutate("cancel")} loading={act.isPending}>
          {t("cancel")}
        </Button>
      )}
    </Group>
  );
}
