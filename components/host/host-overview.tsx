"use client";

import { Anchor, Grid, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { HostDetail } from "#lib/host/schema.ts";
import { HostEgressCard } from "./host-egress.tsx";
import { HostHistory } from "./host-history.tsx";
import { HostUsageCard } from "./host-usage.tsx";
import { MaintenanceWindows } from "./maintenance-windows.tsx";
import { PausedUrls } from "./paused-urls.tsx";

/** What is going on: numbers first, then what the receiver said, who sends there, what happened. */
export function HostOverview({ host }: { host: HostDetail }) {
  return (
    <Stack gap="lg">
      <Numbers host={host} />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="lg">
            <PausedUrls host={host} />
            <HeadersSeen host={host} />
            <HostUsageCard host={host.host} />
            <HostHistory host={host} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="lg">
            <HostEgressCard host={host.host} />
            <MaintenanceWindows host={host} />
          </Stack>
        </Grid.Col>
      </Grid>
    </Stack>
  );
}

function Numbers({ host }: { host: HostDetail }) {
  const t = useTranslations("hosts");
  return (
    <SectionCard title={t("now")}>
      <SimpleGrid component="dl" cols={{ base: 2, md: 4 }} m={0}>
        <Figure
          name={t("success")}
          value={host.success_rate_1h === null ? "–" : t("percent", { rate: host.success_rate_1h })}
          note={t("requestsHour", { count: host.requests_1h })}
        />
        <Figure
          name={t("p95Name")}
          value={host.latency_p95_ms === null ? "–" : `${Math.round(host.latency_p95_ms)} ms`}
          note={t("p95Text")}
        />
        <Figure
          name={t("waiting")}
          value={t("count", { count: host.waiting_count })}
          note={
            host.queue_empty_at ? (
              <>
                {t("queueEmpty")} <RelativeTime value={host.queue_empty_at} />
              </>
            ) : (
              t(host.waiting_count > 0 ? "queueUnknown" : "nothingWaits")
            )
          }
        >
          <Anchor component={Link} href={`/deliveries?host=${encodeURIComponent(host.host)}`} size="xs">
            {t("seeDeliveries")}
          </Anchor>
        </Figure>
        <Figure
          name={t("limit")}
          value={host.rate_limit ? t("perSecondShort", { rate: host.rate_limit.per_second }) : t("noLimit")}
          note={
            <>
              {host.learned_per_second === null
                ? t("nothingLearned")
                : t("learned", { rate: host.learned_per_second })}
              {host.announced_per_second === null
                ? null
                : ` ${t("announced", { rate: host.announced_per_second })}`}
            </>
          }
        />
      </SimpleGrid>
    </SectionCard>
  );
}

type FigureProps = { name: string; value: ReactNode; note: ReactNode; children?: ReactNode };

function Figure({ name, value, note, children }: FigureProps) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed">
        {name}
      </Text>
      <Text component="dd" m={0} fz="xl" fw={600}>
        {value}
      </Text>
      <Text component="dd" m={0} size="xs" c="dimmed">
        {note}
      </Text>
      {children ? <dd style={{ margin: 0 }}>{children}</dd> : null}
    </div>
  );
}

function HeadersSeen({ host }: { host: HostDetail }) {
  const t = useTranslations("hosts");
  const seen = Object.entries(host.rate_headers_seen ?? {});
  return (
    <SectionCard title={t("headersSeen")} description={t("headersSeenText")}>
      {seen.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("noHeaders")}
        </Text>
      ) : (
        <Stack gap="xs">
          <CodeBlock
            label={t("headersSeen")}
            code={seen.map(([name, value]) => `${name}: ${value}`).join("\n")}
            withCopy={false}
          />
          {host.rate_headers_seen_at ? (
            <Group gap={4}>
              <Text size="xs" c="dimmed">
                <RelativeTime value={host.rate_headers_seen_at} />
              </Text>
            </Group>
          ) : null}
        </Stack>
      )}
    </SectionCard>
  );
}
