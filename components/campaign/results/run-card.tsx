"use client";

import { Button, Group, Progress, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useRunActions } from "#components/campaign/use-run-actions.ts";
import { formatDuration } from "#components/ui/format-time.ts";
import { DateTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { CampaignAnswer } from "#lib/campaign/schema.ts";
import type { CampaignStats, RunView } from "#lib/campaign/stats-schema.ts";
import { firstSend } from "./first-send.ts";

type RunCardProps = { campaign: CampaignAnswer; stats: CampaignStats };

/** What is going on now: how far, how fast, until when; and the switches, each with what it does to what waits. */
export function RunCard({ campaign, stats }: RunCardProps) {
  const t = useTranslations("results.now");
  const open = stats.runs.find(({ status }) => ["running", "pending", "paused"].includes(status));
  const statusWords =
    campaign.status === "finished" && stats.waiting > 0
      ? t("finishedWaiting", { waiting: stats.waiting })
      : t(`status.${campaign.status}`);
  return (
    <SectionCard title={t("title")} description={statusWords}>
      <Stack gap="md">
        {stats.total === 0 ? <FirstSend campaign={campaign} /> : null}
        {open ? <RunProgress run={open} /> : <DeliveryProgress stats={stats} />}
        <Facts stats={stats} />
        <Switches campaign={campaign} waiting={stats.waiting} />
      </Stack>
    </SectionCard>
  );
}

/** The empty state: when, or by what, the first one leaves. */
function FirstSend({ campaign }: { campaign: CampaignAnswer }) {
  const t = useTranslations("results.now");
  const first = firstSend(campaign);
  if (first.kind === "at")
    return <Text fw={550}>{t.rich("firstAt", { at: () => <DateTime value={first.at} /> })}</Text>;
  return (
    <Text fw={550}>
      {first.kind === "event" ? t("firstEvent", { events: first.events }) : t(`first.${first.kind}`)}
    </Text>
  );
}

function RunProgress({ run }: { run: RunView }) {
  const t = useTranslations("results.now");
  const done = run.enqueued_count + run.skipped_count;
  const words =
    run.expected_count === null
      ? t("counting", { done })
      : t("people", { done, total: run.expected_count, skipped: run.skipped_count });
  return <Bar value={(run.progress ?? 0) * 100} words={words} />;
}

function DeliveryProgress({ stats }: { stats: CampaignStats }) {
  const t = useTranslations("results.now");
  if (stats.total === 0) return null;
  const done = stats.total - stats.waiting;
  return (
    <Bar
      value={(done / stats.total) * 100}
      words={t("deliveries", { done, total: stats.total, waiting: stats.waiting })}
    />
  );
}

function Bar({ value, words }: { value: number; words: string }) {
  return (
    <Stack gap={4}>
      <Progress value={value} aria-label={words} size="lg" />
      <Text size="sm">{words}</Text>
    </Stack>
  );
}

function Facts({ stats }: { stats: CampaignStats }) {
  const t = useTranslations("results.now");
  const locale = useLocale();
  const format = useFormatter();
  const { pace, latency_ms: latency } = stats;
  const limit = pace.limit === null ? t("noLimit") : t("limit", { limit: pace.limit });
  const ending = pace.estimated_end_at;
  return (
    <SimpleGrid component="dl" cols={{ base: 1, xs: 3 }} m={0}>
      <Fact name={t("rate")} hint={limit}>
        {t("perMinute", { count: pace.per_minute })}
      </Fact>
      <Fact name={t("end")} hint={ending ? t("endHint") : null}>
        {ending
          ? format.dateTime(new Date(ending), {
              weekday: "short",
              hour: "2-digit",
              minute: "2-digit",
              hourCycle: "h23",
            })
          : t(stats.waiting === 0 ? "nothingWaits" : "unknown")}
      </Fact>
      <Fact
        name={t("latency")}
        hint={latency ? t("p95", { time: formatDuration(latency.p95, locale) }) : null}
      >
        {latency ? t("p50", { time: formatDuration(latency.p50, locale) }) : "–"}
      </Fact>
    </SimpleGrid>
  );
}

function Fact({ name, hint, children }: { name: string; hint: string | null; children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd" m={0} fw={600}>
        {children}
      </Text>
      {hint ? (
        <Text component="dd" m={0} size="xs" c="dimmed">
          {hint}
        </Text>
      ) : null}
    </div>
  );
}

const ICONS = { pause: IconPlayerPause, resume: IconPlayerPlay, stop: IconPlayerStop } as const;

function Switches({ campaign, waiting }: { campaign: CampaignAnswer; waiting: number }) {
  const t = useTranslations("results.now");
  const { offered, act, confirmStop } = useRunActions(campaign, waiting);
  if (offered.length === 0) return null;
  return (
    <Stack gap={6}>
      {offered.map((action) => {
        const Icon = ICONS[action];
        return (
          <Group key={action} gap="sm" wrap="nowrap" align="center">
            <Button
              variant="default"
              size="xs"
              miw={110}
              leftSection={<Icon size={14} aria-hidden="true" />}
              onClick={() => (action === "stop" ? confirmStop() : act(action))}
            >
              {t(`act.${action}`)}
            </Button>
            <Text size="sm" c="dimmed">
              {t(`effect.${action}`, { waiting, stopped: String(campaign.status === "stopped") })}
            </Text>
          </Group>
        );
      })}
    </Stack>
  );
}
