"use client";

import { Anchor, Code } from "@mantine/core";
import { IconServer2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Countdown } from "#components/ui/countdown.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterSearch, FilterSelect, useFilter } from "#components/ui/filter-bar.tsx";
import { ListPage } from "#components/ui/list-page.tsx";
import { useCursor } from "#components/ui/pager.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { useLive } from "#components/use-live.ts";
import { HOST_STATES, type HostView } from "#lib/host/schema.ts";
import { AddHost } from "./add-host.tsx";
import { hostQueries } from "./queries.ts";
import { useHostReason } from "./use-host-reason.ts";

const PARAMS = ["search", "state"] as const;

/** Every host webhooks go to: whether it is healthy, how fast it may be called, what waits for it. */
export function HostList() {
  const t = useTranslations("hosts");
  const statusWord = useTranslations("ui.status");
  const [cursor, setCursor] = useCursor();
  const [search] = useFilter("search");
  const [state] = useFilter("state");
  const query = useQuery(hostQueries.list(cursor, { search, state }));
  useLive(["hosts"], [hostQueries.all]);
  return (
    <ListPage
      title={t("title")}
      description={t("description")}
      actions={<AddHost />}
      filters={
        <>
          <FilterSearch param="search" label={t("search")} />
          <FilterSelect
            param="state"
            label={t("state")}
            options={HOST_STATES.map((value) => ({ value, label: statusWord(value) }))}
          />
        </>
      }
      params={PARAMS}
      views="hosts"
      query={query}
      count={(page) => page.hosts.length}
      cursor={cursor}
      onCursor={setCursor}
      nothingMatches={t("nothingMatches")}
      empty={
        <EmptyState icon={<IconServer2 size={28} />} title={t("emptyTitle")}>
          {t.rich("emptyText", {
            link: (words) => (
              <Anchor component={Link} href="/receivers">
                {words}
              </Anchor>
            ),
          })}
        </EmptyState>
      }
    >
      {(page) => <HostTable hosts={page.hosts} />}
    </ListPage>
  );
}

function HostTable({ hosts }: { hosts: HostView[] }) {
  const t = useTranslations("hosts");
  const inWords = useHostReason();
  const columns: DataTableColumn<HostView>[] = [
    { id: "host", header: t("host"), cell: (row) => row.host, sortValue: (row) => row.host, primary: true },
    {
      id: "state",
      header: t("state"),
      cell: (row) => (
        <StatusBadge status={shownState(row)} title={row.reason ? inWords(row.reason) : undefined} />
      ),
      sortValue: (row) => row.state,
      shrink: true,
    },
    {
      id: "until",
      header: t("heldUntil"),
      cell: (row) => (row.blocked_until ? <Countdown until={row.blocked_until} /> : "–"),
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
      id: "headers",
      header: t("headersShort"),
      cell: (row) => <LastHeader host={row} />,
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

function shownState({ state, learned_per_second: learned }: HostView): string {
  return state === "closed" && learned !== null ? "slowed" : state;
}

/** The first of the rate headers last seen; all of them on hover and on the page of the host. */
function LastHeader({ host }: { host: HostView }) {
  const seen = Object.entries(host.rate_headers_seen ?? {}).map(([name, value]) => `${name}: ${value}`);
  return seen[0] === undefined ? "–" : <Code title={seen.join("\n")}>{seen[0].slice(0, 40)}</Code>;
}

/** The pace in force: the one set by hand, the one learned from answers, or the one announced by them. */
function Limit({ host }: { host: HostView }) {
  const t = useTranslations("hosts");
  if (host.rate_limit) return t("perSecondSet", { rate: host.rate_limit.per_second });
  if (host.learned_per_second !== null) return t("perSecondLearned", { rate: host.learned_per_second });
  if (host.announced_per_second !== null) return t("perSecondAnnounced", { rate: host.announced_per_second });
  return t("noLimit");
}
