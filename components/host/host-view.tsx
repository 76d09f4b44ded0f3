"use client";

import { Alert, Anchor, Button, Grid, Group, List, Stack, Text } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useCan } from "#components/shell/session.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { confirmAction } from "#components/ui/confirm.tsx";
import { Countdown } from "#components/ui/countdown.tsx";
import { notifyDone, notifyFailed } from "#components/ui/notify.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { DateTime, RelativeTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { useLive } from "#components/use-live.ts";
import type { HostDetail } from "#lib/host/schema.ts";
import { HostSettingsForm } from "./host-settings-form.tsx";
import { MaintenanceWindows } from "./maintenance-windows.tsx";
import { actOnHost, hostQueries } from "./queries.ts";

/** One host: its state and why, its limits, what happened to it. */
export function HostScreen({ host }: { host: string }) {
  const t = useTranslations("hosts");
  const query = useQuery(hostQueries.one(host));
  useLive(["hosts"], [hostQueries.one(host).queryKey]);
  return (
    <QueryView query={query} errorTitle={t("loadFailed")}>
      {(detail) => <Host host={detail} />}
    </QueryView>
  );
}

function Host({ host }: { host: HostDetail }) {
  const t = useTranslations("hosts");
  return (
    <>
      <PageHeader
        title={host.host}
        status={<StatusBadge status={host.state} />}
        above={
          <Text component={Link} href="/hosts" size="sm" c="dimmed">
            ← {t("back")}
          </Text>
        }
        actions={<Actions host={host} />}
      />
      <Stack gap="lg">
        {host.blocked_until || host.reason ? (
          <Alert color="yellow" title={t("heldTitle")} styles={{ title: { color: "var(--sb-warn)" } }}>
            {host.reason}
            {host.blocked_until ? (
              <>
                {" "}
                {t("resumes")} <Countdown until={host.blocked_until} />.
              </>
            ) : null}
          </Alert>
        ) : null}
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, md: 7 }}>
            <SectionCard title={t("limits")} description={t("limitsText")}>
              <HostSettingsForm key={host.host} host={host} />
            </SectionCard>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 5 }}>
            <Stack gap="lg">
              <Now host={host} />
              <MaintenanceWindows host={host} />
              <History host={host} />
            </Stack>
          </Grid.Col>
        </Grid>
      </Stack>
    </>
  );
}

function Now({ host }: { host: HostDetail }) {
  const t = useTranslations("hosts");
  const seen = Object.entries(host.rate_headers_seen ?? {});
  return (
    <SectionCard title={t("now")}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Text size="sm">{t("waitingLong", { count: host.waiting_count })}</Text>
          <Anchor component={Link} href={`/deliveries?host=${encodeURIComponent(host.host)}`} size="sm">
            {t("seeDeliveries")}
          </Anchor>
        </Group>
        <Text size="sm">
          {host.success_rate_1h === null
            ? t("noRequests")
            : t("successHour", { rate: host.success_rate_1h, count: host.requests_1h })}
          {host.latency_p95_ms === null ? null : ` · ${t("p95", { ms: Math.round(host.latency_p95_ms) })}`}
        </Text>
        {host.queue_empty_at ? (
          <Text size="sm">
            {t("queueEmpty")} <RelativeTime value={host.queue_empty_at} />
          </Text>
        ) : null}
        <Text size="sm" c="dimmed">
          {host.learned_per_second === null
            ? t("nothingLearned")
            : t("learned", { rate: host.learned_per_second })}
        </Text>
        {seen.length > 0 ? (
          <CodeBlock
            label={t("headersSeen")}
            code={seen.map(([name, value]) => `${name}: ${value}`).join("\n")}
            withCopy={false}
          />
        ) : null}
      </Stack>
    </SectionCard>
  );
}

function History({ host }: { host: HostDetail }) {
  const t = useTranslations("hosts");
  return (
    <SectionCard title={t("history")}>
      {host.events.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("noHistory")}
        </Text>
      ) : (
        <List size="sm" spacing={6} listStyleType="none">
          {host.events.slice(0, 15).map((event) => (
            <List.Item key={`${event.at} ${event.kind}`}>
              <Text size="sm">{t.has(`kinds.${event.kind}`) ? t(`kinds.${event.kind}`) : event.kind}</Text>
              <Text size="xs" c="dimmed">
                <DateTime value={event.at} />
                {reasonOf(event.detail)}
              </Text>
            </List.Item>
          ))}
        </List>
      )}
    </SectionCard>
  );
}

function reasonOf(detail: unknown): string | null {
  const reason = typeof detail === "object" && detail !== null && "reason" in detail ? detail.reason : null;
  return typeof reason === "string" ? ` · ${reason}` : null;
}

function Actions({ host }: { host: HostDetail }) {
  const t = useTranslations("hosts");
  const allowed = useCan("hosts.write");
  const queryClient = useQueryClient();
  const stopped = host.state === "paused" || host.state === "open";
  async function act(action: "pause" | "resume" | "probe") {
    const answer = await actOnHost(host.host, action);
    queryClient.setQueryData(hostQueries.one(host.host).queryKey, answer);
    await queryClient.invalidateQueries({ queryKey: hostQueries.all });
    notifyDone(t(`done.${action}`, { host: host.host }));
  }
  const resume = useMutation({
    mutationFn: () => act("resume"),
    onError: (error) => notifyFailed(t("failed"), error),
  });
  const probe = useMutation({
    mutationFn: () => act("probe"),
    onError: (error) => notifyFailed(t("failed"), error),
  });
  if (!allowed) return null;
  if (stopped) {
    return (
      <>
        {host.state === "open" ? (
          <Button variant="default" loading={probe.isPending} onClick={() => probe.mutate()}>
            {t("probe")}
          </Button>
        ) : null}
        <Button
          leftSection={<IconPlayerPlay size={16} aria-hidden="true" />}
          loading={resume.isPending}
          onClick={() => resume.mutate()}
        >
          {t("resume")}
        </Button>
      </>
    );
  }
  return (
    <Button
      variant="default"
      leftSection={<IconPlayerPause size={16} aria-hidden="true" />}
      onClick={() =>
        confirmAction({
          title: t("pauseTitle", { host: host.host }),
          body: t("pauseText"),
          confirmLabel: t("pause"),
          onConfirm: () => act("pause"),
        })
      }
    >
      {t("pause")}
    </Button>
  );
}
