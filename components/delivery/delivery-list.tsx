"use client";

import { IconListDetails } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterBar, FilterSearch, FilterSelect, useFilter } from "#components/ui/filter-bar.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { CursorPager, useCursor } from "#components/ui/pager.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { useLive } from "#components/use-live.ts";
import { DELIVERY_STATUSES, type DeliverySummary } from "#lib/delivery/schema.ts";
import { deliveryQueries } from "./queries.ts";

/** Every delivery, newest first, following what happens. */
export function DeliveryList() {
  const t = useTranslations("deliveries");
  const statusWord = useTranslations("ui.status");
  const [status] = useFilter("status");
  const [host] = useFilter("host");
  const [person] = useFilter("external_user_id");
  const [campaign] = useFilter("campaign_id");
  const [cursor, setCursor] = useCursor();
  const query = useQuery(
    deliveryQueries.list({ status, host, external_user_id: person, campaign_id: campaign, cursor }),
  );
  useLive(["deliveries"], [deliveryQueries.all]);
  const filtered = [status, host, person, campaign].some((value) => value !== null);
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <FilterBar>
        <FilterSelect
          param="status"
          label={t("status")}
          options={DELIVERY_STATUSES.map((value) => ({ value, label: statusWord(value) }))}
        />
        <FilterSearch param="external_user_id" label={t("person")} />
        <FilterSearch param="host" label={t("host")} />
      </FilterBar>
      <QueryView
        query={query}
        isEmpty={(page) => page.deliveries.length === 0}
        empty={
          <EmptyState
            icon={<IconListDetails size={28} />}
            title={filtered ? t("nothingMatches") : t("emptyTitle")}
          >
            {filtered ? t("nothingMatchesHint") : t("emptyText")}
          </EmptyState>
        }
      >
        {(page) => (
          <>
            <DeliveryTable deliveries={page.deliveries} />
            <CursorPager
              cursor={cursor}
              nextCursor={page.next_cursor}
              onChange={setCursor}
              shown={page.deliveries.length}
            />
          </>
        )}
      </QueryView>
    </>
  );
}

function DeliveryTable({ deliveries }: { deliveries: DeliverySummary[] }) {
  const t = useTranslations("deliveries");
  const columns: DataTableColumn<DeliverySummary>[] = [
    { id: "url", header: t("url"), cell: (row) => row.url ?? row.delivery_id, primary: true },
    {
      id: "status",
      header: t("status"),
      cell: (row) => <StatusBadge status={row.status} title={row.reason ?? undefined} />,
      shrink: true,
    },
    { id: "reason", header: t("reason"), cell: (row) => row.reason ?? "–", hideBelow: "md", shrink: true },
    {
      id: "person",
      header: t("person"),
      cell: (row) => row.external_user_id ?? "–",
      hideBelow: "sm",
      shrink: true,
    },
    {
      id: "attempts",
      header: t("attempts"),
      cell: (row) => row.attempts_count,
      align: "end",
      hideBelow: "sm",
      shrink: true,
    },
    {
      id: "created",
      header: t("created"),
      cell: (row) => <RelativeTime value={row.created_at} />,
      shrink: true,
    },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={deliveries}
      rowId={(row) => row.delivery_id}
      rowHref={(row) => `/deliveries/${row.delivery_id}`}
    />
  );
}
