"use client";

import { Alert, Anchor, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { campaignQueries } from "#components/campaign/queries.ts";
import { canvasQueries } from "#components/canvas/queries.ts";
import { hostQueries } from "#components/host/queries.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { adviceFor } from "#lib/delivery/advice.ts";
import type { DeliveryDetail } from "#lib/delivery/schema.ts";
import type { OutcomeRule } from "#lib/host/outcome-rules.ts";
import { useReasonWords } from "./reason.tsx";

const TONES = {
  bad: { color: "red", text: "var(--sb-bad)" },
  wait: { color: "blue", text: "var(--sb-info)" },
  doubt: { color: "yellow", text: "var(--sb-warn)" },
} as const;

type Props = { delivery: DeliveryDetail };

/** Why a delivery ended or waits, and what somebody can do about it. Nothing for those that went well. */
export function Outlook({ delivery }: Props) {
  const t = useTranslations("advice");
  const words = useTranslations("deliveries");
  const todo = useNextStep(delivery);
  const kind = kindOf(delivery);
  if (!kind) return null;
  const tone = TONES[kind];
  const titles = { bad: words("why"), doubt: t("unverified"), wait: t("waiting") };
  return (
    <Alert color={tone.color} title={titles[kind]} styles={{ title: { color: tone.text } }}>
      <Stack gap={6}>
        {kind === "doubt" ? null : <Reason delivery={delivery} />}
        {todo ? (
          <Text size="sm">
            <strong>{t("todo")}:</strong> {todo}
          </Text>
        ) : null}
        {kind === "wait" ? <HostLink delivery={delivery} /> : null}
      </Stack>
    </Alert>
  );
}

function kindOf({ status, reason, next_attempt_at: nextAt }: DeliveryDetail): keyof typeof TONES | null {
  if (status === "failed" || status === "aborted") return "bad";
  if (status === "delivered") return reason === "accepted_unverified" ? "doubt" : null;
  return status !== "cancelled" && (reason !== null || nextAt !== null) ? "wait" : null;
}

function Reason({ delivery: { reason, next_reason: detail, next_attempt_at: nextAt } }: Props) {
  const t = useTranslations("deliveries");
  const reasonWords = useReasonWords();
  return (
    <>
      {reason ? <Text size="sm">{reasonWords(reason)}</Text> : null}
      {detail && detail !== reason && !t.has(`reasons.${detail}`) ? <Text size="sm">{detail}</Text> : null}
      {nextAt ? (
        <Text size="sm">
          {t("next")}: <RelativeTime value={nextAt} />
        </Text>
      ) : null}
    </>
  );
}

function HostLink({ delivery: { reason, host } }: Props) {
  const t = useTranslations("advice");
  if (host === null || (reason !== "destination_halted" && reason !== "host_paused")) return null;
  return (
    <Anchor component={Link} size="sm" href={`/hosts/${encodeURIComponent(host)}`}>
      {t("openHost")}
    </Anchor>
  );
}

/** The advice of the rule that judged the last answer; else what the reason alone suggests. */
function useNextStep(delivery: DeliveryDetail): string | null {
  const t = useTranslations("advice");
  const last = delivery.attempts.at(-1);
  const byHost = last?.rule?.startsWith("host:") ?? false;
  const ofMessage = useOutcomeRules(delivery);
  const ofHost = useHostRules(byHost ? delivery.host : null);
  const advice = adviceFor(last, byHost ? ofHost : ofMessage);
  if (advice) return t.has(`codes.${advice}`) ? t(`codes.${advice}`) : advice;
  const { reason } = delivery;
  return reason && t.has(`reasons.${reason}`) ? t(`reasons.${reason}`) : null;
}

function useHostRules(host: string | null): readonly OutcomeRule[] {
  const { data } = useQuery({ ...hostQueries.known(host ?? ""), enabled: host !== null });
  return data?.outcome_rules ?? [];
}

function useOutcomeRules({
  campaign_id: campaignId,
  canvas_id: canvasId,
  step_id: stepId,
}: DeliveryDetail): readonly OutcomeRule[] {
  const campaign = useQuery({ ...campaignQueries.one(campaignId ?? ""), enabled: campaignId !== null });
  const canvas = useQuery({ ...canvasQueries.one(canvasId ?? ""), enabled: canvasId !== null });
  const step = canvas.data?.steps.find((one) => one.id === stepId);
  if (step?.type === "message") return step.outcome_rules ?? [];
  return campaign.data?.outcome_rules ?? [];
}
