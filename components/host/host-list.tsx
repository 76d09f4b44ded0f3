"use client";

import { IconServer2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { CursorPager, useCursor } from "#components/ui/pager.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { TableSkeleton } from "#components/ui/skeletons.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { useLive } from "#components/use-live.ts";
import type { HostView } from "#lib/host/schema.ts";
import { hostQueries } from "./queries.ts";

/** Every host webhooks go to: whether it is healthy, how fast it may be called, what waits for it. */
export function HostList() {
  const t = useTranslations("hosts");
  const [cursor, setCursor] = useCursor();
  const query = useQuery(hostQueries.list(cursor));
  useLive(["hosts"], [hostQueries.all]);
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <QueryView
        query={query}
        skeleton={<TableSkeleton columns={4} />}
        errorTitle={t("loadFailed")}
        isEmpty={(page) => page.hosts.length === 0}
        empty={
          <EmptyState icon={<IconServer2 size={28} />} title={t("emptyTitle")}>
            {t("emptyText")}
          </EmptyState>
        }
      >
        {(page) => (
          <>
            <HostTable hosts={page.hosts} />
            <CursorPager
              cursor={cursor}
              nextCursor={page.next_cursor}
              onChange={setCursor}
              shown={page.hosts.length}
            />
          </>
        )}
      </QueryView>
    </>
  );
}

function HostTable({ hosts }: { hosts: HostView[] }) {
  const t = useTranslations("hosts");
  const columns: DataTableColumn<HostView>[] = [
    { id: "host", header: t("host"), cell: (row) => row.host, sortValue: (row) => row.host, primary: true },
    {
      id: "state",
      header: t("state"),
      cell: (row) => <StatusBadge status={row.state} title={row.reason ?? undefined} />,
      sortValue: (row) => row.state,
      shrink: true,
    },
    {
      id: "until",
      header: t("heldUntil"),
      cell: (row) => (row.blocked_until ? <RelativeTime value={row.blocked_until} /> : "–"),
      hideBelow: "sm",
      shrink: true,
    },
    {
      id: "success",
      header: t("success"),
      cell: (row) => (row.success_rate_1h === null ? "–" : t("percent", { rate: row.success_rate_1h })),
      sortValue: (row) => row.success_rate_1h,
      align: "end",
      hideBelow: "sm",
      shrink: true,
    },
    {
      id: "p95",
      header: "p95",
      cell: (row) => (row.latency_p95_ms === null ? "–" : `${Math.round(row.latency_p95_ms)} ms`),
      sortValue: (row) => row.latency_p95_ms,
      align: "end",
      hideBelow: "md",
      shrink: true,
    },
    {
      id: "waiting",
      header: t("waiting"),
      cell: (row) => t("count", { count: row.waiting_count }),
      sortValue: (row) => row.waiting_count,
      align: "end",
      shrink: true,
    },
    {
      id: "limit",
      header: t("limit"),
      cell: (row) => <Limit host={row} />,
      hideBelow: "md",
      shrink: true,
    },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={hosts}
      rowId={(row) => row.host}
      minWidth={320}
      rowHref={(row) => `/hosts/${encodeURIComponent(row.host)}`}
    />
  );
}

/** The pace in force: the one set by hand, or the one learned from answers. */
function Limit({ host }: { host: HostView }) {
  const t = useTranslations("hosts");
  if (host.rate_limit) return t("perSecondSet", { rate: host.rate_limit.per_second });
  if (host.learned_per_second !== null) return t("perSecondLearned", { rate: host.learned_per_second });
  return t("noLimit");
}
