"use client";

import { Anchor, Button, Stack, Text } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useHostReason } from "#components/host/use-host-reason.ts";
import { useCan } from "#components/shell/session.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { notifyFailed } from "#components/ui/notify.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { ToneBadge } from "#components/ui/status-badge.tsx";
import { useLive } from "#components/use-live.ts";
import type { AlertView } from "#lib/alert/schema.ts";
import { AlertSettingsForm } from "./alert-settings-form.tsx";
import { acknowledgeAlert, alertQueries } from "./queries.ts";

/** What is wrong now and what was; below, by which rules and where it is told. */
export function AlertList() {
  const t = useTranslations("alerts");
  const query = useQuery(alertQueries.list());
  useLive(["hosts"], [alertQueries.list().queryKey]);
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <Stack gap="lg">
        <QueryView
          query={query}
          isEmpty={({ alerts }) => alerts.length === 0}
          empty={
            <EmptyState icon={<IconBell size={28} />} title={t("emptyTitle")}>
              {t("emptyText")}
            </EmptyState>
          }
        >
          {({ alerts }) => <AlertTable alerts={alerts} />}
        </QueryView>
        <QueryViewOfSettings />
      </Stack>
    </>
  );
}

function QueryViewOfSettings() {
  const query = useQuery(alertQueries.settings());
  return <QueryView query={query}>{(settings) => <AlertSettingsForm settings={settings} />}</QueryView>;
}

function AlertTable({ alerts }: { alerts: AlertView[] }) {
  const t = useTranslations("alerts");
  const columns: DataTableColumn<AlertView>[] = [
    { id: "what", header: t("what"), cell: (row) => <What alert={row} />, primary: true },
    { id: "state", header: t("state"), cell: (row) => <State alert={row} />, shrink: true },
    {
      id: "since",
      header: t("since"),
      cell: (row) => <RelativeTime value={row.opened_at} />,
      shrink: true,
      hideBelow: "sm",
    },
    {
      id: "action",
      header: t("acknowledge"),
      hiddenHeader: true,
      cell: (row) => <Acknowledge alert={row} />,
      shrink: true,
    },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={alerts}
      rowId={(row) => row.alert_id}
      minWidth={320}
    />
  );
}

function What({ alert }: { alert: AlertView }) {
  const t = useTranslations("alerts");
  const hostReason = useHostReason();
  const said = (name: string, value: unknown) =>
    name === "reason" ? hostReason(String(value)) : String(value);
  const detail = Object.entries(alert.detail)
    .filter(([, value]) => value !== null)
    .map(([name, value]) =>
      t("detail", { name: t.has(`details.${name}`) ? t(`details.${name}`) : name, value: said(name, value) }),
    )
    .join(" · ");
  return (
    <>
      <Anchor component={Link} href={hrefOf(alert)} size="sm" fw={550}>
        {t(`kinds.${alert.kind}`, { name: alert.subject_name })}
      </Anchor>
      <Text size="xs" c="dimmed">
        {detail}
      </Text>
    </>
  );
}

/** Where its cause is seen. */
function hrefOf(alert: AlertView): string {
  if (alert.kind === "host_opened" || alert.kind === "host_halted")
    return `/hosts/${encodeURIComponent(alert.subject)}`;
  if (alert.kind === "zero_volume") return `/campaigns/${alert.subject}`;
  const campaign = alert.subject === "none" ? "" : `&campaign_id=${alert.subject}`;
  return `/deliveries?status=failed${campaign}`;
}

function State({ alert }: { alert: AlertView }) {
  const t = useTranslations("alerts");
  if (alert.closed_at) return <ToneBadge tone="ok">{t("closed")}</ToneBadge>;
  if (alert.acknowledged_at) return <ToneBadge tone="info">{t("acknowledged")}</ToneBadge>;
  return <ToneBadge tone="bad">{t("open")}</ToneBadge>;
}

function Acknowledge({ alert }: { alert: AlertView }) {
  const t = useTranslations("alerts");
  const queryClient = useQueryClient();
  const allowed = useCan("hosts.write");
  const acknowledge = useMutation({
    mutationFn: () => acknowledgeAlert(alert.alert_id),
    onSuccess: (answer) => queryClient.setQueryData(alertQueries.list().queryKey, answer),
    onError: (error) => notifyFailed(t("failed"), error),
  });
  if (!allowed || alert.closed_at || alert.acknowledged_at) return null;
  return (
    <Button variant="default" size="xs" loading={acknowledge.isPending} onClick={() => acknowledge.mutate()}>
      {t("acknowledge")}
    </Button>
  );
}
