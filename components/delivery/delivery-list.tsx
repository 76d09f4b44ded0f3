"use client";

import { Box, Button } from "@mantine/core";
import { IconDownload, IconListDetails } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { CursorPager, useCursor } from "#components/ui/pager.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { useLive } from "#components/use-live.ts";
import type { DeliveryListItem } from "#lib/delivery/schema.ts";
import { DeliveryFilters } from "./delivery-filters.tsx";
import { DeliveryHistogram } from "./delivery-histogram.tsx";
import { deliveryQueries, exportHref } from "./queries.ts";
import { useReasonWords } from "./reason.tsx";
import { ReplayMany, ReplayProgress } from "./replay-many.tsx";
import { useDeliveryFilter } from "./use-delivery-filter.ts";

/** Every delivery, newest first, following what happens. */
export function DeliveryList() {
  const t = useTranslations("deliveries");
  const { filter, filtered } = useDeliveryFilter();
  const [cursor, setCursor] = useCursor();
  const query = useQuery(deliveryQueries.list(filter, cursor));
  useLive(["deliveries"], [deliveryQueries.all]);
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <>
            <Button
              component="a"
              href={exportHref(filter)}
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden="true" />}
            >
              {t("export")}
            </Button>
            <ReplayMany filter={filter} />
          </>
        }
      />
      <DeliveryFilters />
      <DeliveryHistogram filter={filter} />
      <Box mb="md">
        <ReplayProgress />
      </Box>
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

function DeliveryTable({ deliveries }: { deliveries: DeliveryListItem[] }) {
  const t = useTranslations("deliveries");
  const reasonWords = useReasonWords();
  const columns: DataTableColumn<DeliveryListItem>[] = [
    { id: "url", header: t("url"), cell: (row) => row.url ?? row.delivery_id, primary: true },
    {
      id: "sender",
      header: t("sender"),
      cell: (row) => row.sender_name ?? "–",
      hideBelow: "sm",
    },
    {
      id: "status",
      header: t("status"),
      cell: (row) => <StatusBadge status={row.status} title={row.reason ?? undefined} />,
      shrink: true,
    },
    {
      id: "reason",
      header: t("reason"),
      cell: (row) => (row.reason ? reasonWords(row.reason) : "–"),
      hideBelow: "md",
      shrink: true,
    },
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
