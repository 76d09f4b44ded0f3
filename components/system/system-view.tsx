"use client";

import { Anchor, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { settingsQueries } from "#components/settings/queries.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { ToneBadge } from "#components/ui/status-badge.tsx";
import type { SystemView } from "#lib/workspace/system-schema.ts";
import { systemQueries } from "./queries.ts";
import { useSizes } from "./use-sizes.ts";

/** The installation: versions, database, queues, workers, disk, backup, retention. */
export function SystemScreen() {
  const t = useTranslations("system");
  const query = useQuery(systemQueries.state());
  return (
    <QueryView query={query} errorTitle={t("loadFailed")}>
      {(system) => (
        <Stack gap="lg">
          <Installation system={system} />
          <SectionCard title={t("workers.title")} description={t("workers.text")} flush>
            <Workers workers={system.workers} />
          </SectionCard>
          <SectionCard title={t("queues.title")} description={t("queues.text")} flush>
            <Queues queues={system.queues} />
          </SectionCard>
          <Retention />
        </Stack>
      )}
    </QueryView>
  );
}

function Installation({ system }: { system: SystemView }) {
  const t = useTranslations("system");
  const sizes = useSizes();
  const { database, disk, last_backup: backup, settings } = system;
  const behind = Math.abs(database.clock_ahead_ms);
  return (
    <SectionCard title={t("title")} description={t("text")}>
      <Table variant="vertical" layout="fixed" withRowBorders>
        <Table.Tbody>
          <Fact name={t("version")}>{t("versions", { version: system.version, node: system.node })}</Fact>
          <Fact name={t("database")}>
            PostgreSQL {database.version} · {sizes.bytes(database.size_bytes)}
          </Fact>
          <Fact name={t("migrations")} bad={database.migrations === "pending" ? t("pendingFix") : null}>
            {t(database.migrations)}
          </Fact>
          <Fact
            name={t("connections")}
            bad={database.connections_used > database.connections_max * 0.9 ? t("connectionsFix") : null}
          >
            {t("ofMax", { used: database.connections_used, max: database.connections_max })}
          </Fact>
          <Fact name={t("clock")} bad={behind > 2_000 ? t("clockFix") : null}>
            {t("clockApart", { ms: behind })}
          </Fact>
          <Fact name={t("late")} bad={system.deliveries.oldest_due_seconds > 30 ? t("lateFix") : null}>
            {sizes.seconds(system.deliveries.oldest_due_seconds)}
          </Fact>
          <Fact name={t("disk")} bad={disk?.low ? t("diskFix") : null}>
            {disk
              ? t("diskFree", { free: sizes.bytes(disk.free_bytes), total: sizes.bytes(disk.total_bytes) })
              : t("unknown")}
          </Fact>
          <Fact name={t("backup")}>
            {backup ? (
              <>
                <RelativeTime value={backup.at} /> · {t("rows", { count: backup.rows })}
              </>
            ) : (
              t("noBackup")
            )}
          </Fact>
          <Fact name={t("egress")}>
            {settings.egress_allow.length === 0 ? t("egressNone") : settings.egress_allow.join(", ")}
            {settings.egress_proxy ? ` · ${t("proxy", { proxy: settings.egress_proxy })}` : null}
          </Fact>
          <Fact name={t("traces")}>{t(settings.tracing ? "on" : "off")}</Fact>
        </Table.Tbody>
      </Table>
    </SectionCard>
  );
}

type FactProps = { name: string; bad?: string | null; children: ReactNode };

function Fact({ name, bad = null, children }: FactProps) {
  return (
    <Table.Tr>
      <Table.Th w={{ base: 130, xs: 220 }} scope="row">
        {name}
      </Table.Th>
      <Table.Td style={{ overflowWrap: "anywhere" }}>
        {children}
        {bad ? (
          <Stack gap={2} mt={4} align="flex-start">
            <ToneBadge tone="bad">{bad}</ToneBadge>
          </Stack>
        ) : null}
      </Table.Td>
    </Table.Tr>
  );
}

type Worker = SystemView["workers"][number];

function Workers({ workers }: { workers: Worker[] }) {
  const t = useTranslations("system.workers");
  const sizes = useSizes();
  if (workers.length === 0) {
    return (
      <Text size="sm" p="md">
        {t("none")}
      </Text>
    );
  }
  const columns: DataTableColumn<Worker>[] = [
    { id: "id", header: t("worker"), cell: (row) => row.worker_id, primary: true },
    {
      id: "state",
      header: t("state"),
      cell: (row) => (
        <ToneBadge tone={row.alive ? "ok" : "bad"}>{t(row.alive ? "alive" : "silent")}</ToneBadge>
      ),
      shrink: true,
    },
    {
      id: "heartbeat",
      header: t("heartbeat"),
      cell: (row) => t("ago", { time: sizes.seconds(row.heartbeat_seconds_ago) }),
      align: "end",
      shrink: true,
    },
    {
      id: "holds",
      header: t("holds"),
      cell: (row) => row.in_flight,
      align: "end",
      shrink: true,
      hideBelow: "sm",
    },
    {
      id: "memory",
      header: t("memory"),
      cell: (row) => (row.memory_mib === null ? "–" : `${row.memory_mib} MiB`),
      align: "end",
      shrink: true,
      hideBelow: "sm",
    },
    {
      id: "loop",
      header: t("loop"),
      cell: (row) => (row.loop_delay_ms === null ? "–" : `${row.loop_delay_ms} ms`),
      align: "end",
      shrink: true,
      hideBelow: "md",
    },
    { id: "version", header: t("version"), cell: (row) => row.version, shrink: true, hideBelow: "md" },
    {
      id: "since",
      header: t("since"),
      cell: (row) => <RelativeTime value={row.started_at} />,
      shrink: true,
      hideBelow: "md",
    },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={workers}
      rowId={(row) => row.worker_id}
      minWidth={320}
    />
  );
}

type Queue = SystemView["queues"][number];

function Queues({ queues }: { queues: Queue[] }) {
  const t = useTranslations("system.queues");
  const sizes = useSizes();
  if (queues.length === 0) {
    return (
      <Text size="sm" p="md">
        {t("none")}
      </Text>
    );
  }
  const columns: DataTableColumn<Queue>[] = [
    { id: "queue", header: t("queue"), cell: (row) => row.queue, primary: true },
    { id: "waiting", header: t("waiting"), cell: (row) => row.waiting, align: "end", shrink: true },
    { id: "active", header: t("active"), cell: (row) => row.active, align: "end", shrink: true },
    {
      id: "oldest",
      header: t("oldest"),
      cell: (row) => (row.oldest_seconds === null ? "–" : sizes.seconds(row.oldest_seconds)),
      align: "end",
      shrink: true,
    },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={queues}
      rowId={(row) => row.queue}
      minWidth={320}
    />
  );
}

function Retention() {
  const t = useTranslations("system.retention");
  const format = useFormatter();
  const { data } = useQuery(settingsQueries.workspace());
  if (!data) return null;
  const { request_bodies_days, deliveries_days, events_days } = data.settings.retention;
  const days = (count: number) => t("days", { count, text: format.number(count) });
  return (
    <SectionCard
      title={t("title")}
      description={t("text")}
      actions={
        <Anchor component={Link} href="/settings/limits" size="sm">
          {t("change")}
        </Anchor>
      }
    >
      <Table variant="vertical" layout="fixed">
        <Table.Tbody>
          <Fact name={t("bodies")}>{days(request_bodies_days)}</Fact>
          <Fact name={t("deliveries")}>{days(deliveries_days)}</Fact>
          <Fact name={t("events")}>{days(events_days)}</Fact>
        </Table.Tbody>
      </Table>
    </SectionCard>
  );
}
