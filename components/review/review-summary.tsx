"use client";

import { Anchor, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconX } from "@tabler/icons-react";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { useSession } from "#components/shell/session.tsx";
import { formatDateTime, formatDuration } from "#components/ui/format-time.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { Check, ReviewDetail, ReviewFacts } from "#lib/review/schema.ts";
import { RiskMarks } from "./risk-marks.tsx";

/** What would happen, in one sentence, and what deserves a closer look. */
export function ReviewSummary({ review }: { review: ReviewDetail }) {
  const t = useTranslations("reviews");
  const { workspace } = useSession();
  const { subject, facts } = review;
  const href = subject.type === "campaign" ? `/campaigns/${subject.id}` : `/journeys/${subject.id}`;
  return (
    <SectionCard
      title={t("summary.title")}
      actions={
        <Anchor component={Link} href={href} size="sm">
          {t(`open.${subject.type}`)}
        </Anchor>
      }
    >
      <Stack gap="sm">
        <Sentence facts={facts} timeZone={workspace.time_zone} />
        <RiskMarks risks={facts.risks} />
        <Text size="sm">
          {t("summary.asked", { name: review.requested_by.name })} <RelativeTime value={review.created_at} />
          {review.asked.length > 0 ? ` · ${t("summary.of", { names: askedNames(t, review) })}` : ""}
        </Text>
        {review.note ? (
          <Text
            style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}
            component="blockquote"
            m={0}
            pl="sm"
          >
            “{review.note}”
          </Text>
        ) : null}
      </Stack>
    </SectionCard>
  );
}

function askedNames(t: ReturnType<typeof useTranslations>, { asked }: ReviewDetail): string {
  return asked.map(({ name }) => name ?? t("summary.left")).join(", ");
}

/** "POST to api.example.com for 12,400 people, first at …". */
export function Sentence({ facts, timeZone }: { facts: ReviewFacts; timeZone: string }) {
  const t = useTranslations("reviews.summary");
  const locale = useLocale();
  const { requests, people, first_at: first, per_minute: pace } = facts;
  const what =
    requests.length === 0
      ? t("nothingKnown")
      : requests.map(({ method, host }) => t("request", { method, host })).join(", ");
  const parts = [
    people === null ? t(`whom.${facts.delivery_type}`) : t("people", { count: people }),
    facts.delivery_type === "action" ? t("onEvent", { events: facts.events.join(", ") }) : null,
    facts.delivery_type === "api_trigger" && people !== null ? t("onCall") : null,
    first ? t("first", { at: formatDateTime(new Date(first), locale, timeZone) }) : null,
    pace ? t("pace", { count: pace }) : null,
    pace && people && facts.delivery_type === "scheduled"
      ? t("takes", { time: formatDuration((people / pace) * 60_000, locale) })
      : null,
  ];
  return (
    <Text size="lg" fw={550} style={{ overflowWrap: "anywhere" }}>
      {what} {parts.filter(Boolean).join(", ")}.
    </Text>
  );
}

const CHECK_ICONS = {
  ok: { icon: IconCheck, color: "var(--sb-ok)" },
  warning: { icon: IconAlertTriangle, color: "var(--sb-warn)" },
  failed: { icon: IconX, color: "var(--sb-bad)" },
} as const;

/** What was checked by itself, each with its result in words. */
export function CheckList({ checks }: { checks: readonly Check[] }) {
  const t = useTranslations("reviews.checks");
  return (
    <Stack component="ul" gap={6} m={0} p={0} style={{ listStyle: "none" }}>
      {checks.map((check) => {
        const { icon: Icon, color } = CHECK_ICONS[check.result];
        return (
          <Group component="li" key={check.code} gap={8} wrap="nowrap" align="flex-start">
            <Icon size={16} color={color} role="img" aria-label={t(`results.${check.result}`)} />
            <Text size="sm">{t(check.code, { count: check.count, total: check.total })}</Text>
          </Group>
        );
      })}
    </Stack>
  );
}
