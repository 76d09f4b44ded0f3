"use client";

import { Button, Group } from "@mantine/core";
import { IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterBar, FilterSearch, useFilter } from "#components/ui/filter-bar.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { SegmentListItem } from "#lib/segment/resource-schema.ts";
import { EXAMPLE_SEGMENTS } from "./example-segments.ts";
import { saveSegment, segmentQueries } from "./queries.ts";

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
  const columns: DataTableColumn<SegmentListItem>[] = [
    { id: "name", header: t("name"), cell: (row) => row.name, sortValue: (row) => row.name, primary: true },
    { id: "summary", header: t("who"), cell: (row) => row.summary, hideBelow: "sm" },
    {
      id: "used",
      header: t("usedIn"),
      cell: (row) => (
        <span title={row.used_in.map(({ name }) => name).join(", ")}>
          {t("uses", { count: row.used_in.length })}
        </span>
      ),
      sortValue: (row) => row.used_in.length,
      shrink: true,
      hideBelow: "sm",
    },
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
          <EmptyState
            icon={<IconUsersGroup size={28} />}
            title={t("emptyTitle")}
            action={create}
            example={<Examples />}
          >
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

/** Three segments to start from: one click makes one and opens it. */
function Examples() {
  const t = useTranslations("segments.examples");
  const router = useRouter();
  const create = useMutation({
    mutationFn: (example: (typeof EXAMPLE_SEGMENTS)[number]) =>
      saveSegment(null, { name: t(example.id), filter: example.filter }),
    onSuccess: (segment) => router.push(`/segments/${segment.segment_id}`),
  });
  return (
    <Group gap="xs" justify="center">
      {EXAMPLE_SEGMENTS.map((example) => (
        <Button
          key={example.id}
          variant="default"
          loading={create.isPending && create.variables.id === example.id}
          onClick={() => create.mutate(example)}
        >
          {t(example.id)}
        </Button>
      ))}
    </Group>
  );
}
