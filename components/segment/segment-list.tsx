"use client";

import { Button } from "@mantine/core";
import { IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterBar, FilterSearch, useFilter } from "#components/ui/filter-bar.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { SegmentView } from "#lib/segment/resource-schema.ts";
import { segmentQueries } from "./queries.ts";

/** Saved groups of people, each in words. */
export function SegmentList() {
  const t = useTranslations("segments");
  const query = useQuery(segmentQueries.list());
  const [search] = useFilter("q");
  const wanted = (search ?? "").toLowerCase();
  const create = (
    <Button component={Link} href="/segments/new" leftSection={<IconPlus size={16} aria-hidden="true" />}>
      {t("new")}
    </Button>
  );
  const columns: DataTableColumn<SegmentView>[] = [
    { id: "name", header: t("name"), cell: (row) => row.name, sortValue: (row) => row.name, primary: true },
    { id: "summary", header: t("who"), cell: (row) => row.summary, hideBelow: "sm" },
    {
      id: "updated",
      header: t("updated"),
      cell: (row) => <RelativeTime value={row.updated_at} />,
      sortValue: (row) => row.updated_at,
      shrink: true,
      hideBelow: "sm",
    },
  ];
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={create} />
      <FilterBar>
        <FilterSearch label={t("search")} />
      </FilterBar>
      <QueryView
        query={query}
        empty={
          <EmptyState icon={<IconUsersGroup size={28} />} title={t("emptyTitle")} action={create}>
            {t("emptyText")}
          </EmptyState>
        }
      >
        {(segments) => (
          <DataTable
            caption={t("title")}
            columns={columns}
            rows={segments.filter((row) => row.name.toLowerCase().includes(wanted))}
            rowId={(row) => row.segment_id}
            rowHref={(row) => `/segments/${row.segment_id}`}
          />
        )}
      </QueryView>
    </>
  );
}
