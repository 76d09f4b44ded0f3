"use client";

import { Anchor, Button, Group, Stack, Text, Timeline } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { asCurl } from "#components/campaign/preview/http-text.ts";
import { useCan } from "#components/shell/session.tsx";
import { confirmAction } from "#components/ui/confirm.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { notifyFailed } from "#components/ui/notify.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { useLive } from "#components/use-live.ts";
import { type DeliveryDetail, FINAL_STATUSES } from "#lib/delivery/schema.ts";
import { AttemptDetails } from "./attempt-details.tsx";
import { Outlook } from "./outlook.tsx";
import { cancelOne, deliveryQueries, replayOne } from "./queries.ts";
import { SentRequest, withAllHeaders } from "./sent-request.tsx";

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
        <Facts delivery={delivery} />
        <Outlook delivery={delivery} />
        <SectionCard title={t("request")} description={t(sentWords(delivery))}>
          {delivery.request ? (
            <SentRequest request={withAllHeaders(delivery.request, delivery.attempts)} />
          ) : (
            <NoRequest delivery={delivery} />
          )}
        </SectionCard>
        <SectionCard title={t("attemptsTitle", { count: delivery.attempts.length })}>
          <Timeline active={delivery.attempts.length} bulletSize={18} lineWidth={2}>
            {delivery.attempts.map((attempt) => (
              <Timeline.Item key={attempt.number} title={t("attempt", { number: attempt.number })}>
                <AttemptDetails
                  attempt={attempt}
                  isLast={delivery.status === "failed" && attempt === delivery.attempts.at(-1)}
                />
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

/** Whether the request left, will leave, or never does. */
function sentWords({ attempts_count: attempts, status }: DeliveryDetail) {
  if (attempts > 0) return "requestText";
  return (FINAL_STATUSES as readonly string[]).includes(status) ? "requestNeverSent" : "requestNotSent";
}

/** Why there is no request to show: it was never rendered, or is kept no longer. */
function NoRequest({ delivery }: { delivery: DeliveryDetail }) {
  const t = useTranslations("deliveries");
  const gone = delivery.attempts_count > 0;
  return (
    <Text c="dimmed">
      {gone ? t("keptUntil") : t("notRendered")} {gone ? <DateTime value={delivery.kept_until} /> : null}
    </Text>
  );
}

/** Who and what it belongs to, each one click away. */
function Facts({ delivery }: { delivery: DeliveryDetail }) {
  const t = useTranslations("deliveries");
  const { campaign_id, canvas_id, external_user_id, host, version_number, live_version_number } = delivery;
  return (
    <Group gap="lg">
      {external_user_id ? (
        <Anchor component={Link} size="sm" href={`/people/${encodeURIComponent(external_user_id)}`}>
          {t("openPerson", { person: external_user_id })}
        </Anchor>
      ) : null}
      {campaign_id ? (
        <Anchor component={Link} size="sm" href={`/campaigns/${campaign_id}`}>
          {delivery.campaign_name ?? t("openCampaign")}
        </Anchor>
      ) : null}
      {canvas_id ? (
        <Anchor component={Link} size="sm" href={`/journeys/${canvas_id}`}>
          {delivery.canvas_name ?? t("openJourney")}
        </Anchor>
      ) : null}
      {host ? (
        <Anchor component={Link} size="sm" href={`/hosts/${encodeURIComponent(host)}`}>
          {host}
        </Anchor>
      ) : null}
      {version_number === null ? null : (
        <Text size="sm" c="dimmed">
          {t("version", { number: version_number, live: live_version_number ?? version_number })}
        </Text>
      )}
      {delivery.canvas_version_number === null ? null : (
        <Text size="sm" c="dimmed">
          {t("canvasVersion", { number: delivery.canvas_version_number })}
        </Text>
      )}
      {delivery.approval ? (
        <Anchor component={Link} size="sm" href={`/reviews/${delivery.approval.review_id}`}>
          {t("approvedBy", { name: delivery.approval.by ?? "–" })} <DateTime value={delivery.approval.at} />
        </Anchor>
      ) : null}
    </Group>
  );
}

function Actions({ delivery }: { delivery: DeliveryDetail }) {
  const t = useTranslations("deliveries");
  const queryClient = useQueryClient();
  const router = useRouter();
  const mayReplay = useCan("deliveries.replay");
  const mayCancel = useCan("deliveries.cancel");
  const act = useMutation({
    mutationFn: (action: "same" | "current" | "cancel") =>
      action === "cancel" ? cancelOne(delivery.delivery_id) : replayOne(delivery.delivery_id, action),
    onSuccess: (answer) => {
      queryClient.setQueryData(deliveryQueries.one(answer.delivery_id).queryKey, answer);
      if (answer.delivery_id !== delivery.delivery_id) router.push(`/deliveries/${answer.delivery_id}`);
    },
    onError: (error) => notifyFailed(t("failed"), error),
  });
  const advice = useTranslations("advice");
  /** What may have arrived is never sent again by one careless click. */
  const replay = (action: "same" | "current") =>
    delivery.reason === "outcome_unknown"
      ? confirmAction({
          title: advice("askTitle"),
          body: advice("askText"),
          confirmLabel: advice("askSend"),
          danger: true,
          onConfirm: () => act.mutateAsync(action),
        })
      : act.mutate(action);
  const finished = (FINAL_STATUSES as readonly string[]).includes(delivery.status);
  return (
    <Group gap="xs">
      {delivery.request ? (
        <CopyButton
          value={asCurl(withAllHeaders(delivery.request, delivery.attempts))}
          label={t("copyCurl")}
        />
      ) : null}
      {finished && mayReplay && delivery.campaign_id ? (
        <Button variant="default" onClick={() => replay("current")} loading={act.isPending}>
          {t("replayCurrent")}
        </Button>
      ) : null}
      {finished && mayReplay ? (
        <Button onClick={() => replay("same")} loading={act.isPending}>
          {t("replay")}
        </Button>
      ) : null}
      {!finished && mayCancel ? (
        <Button variant="default" onClick={() => act.mutate("cancel")} loading={act.isPending}>
          {t("cancel")}
        </Button>
      ) : null}
    </Group>
  );
}
