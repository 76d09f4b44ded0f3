"use client";

import { Button, Group } from "@mantine/core";
import { IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterSearch, FilterSelect, useFilter } from "#components/ui/filter-bar.tsx";
import { ListPage } from "#components/ui/list-page.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { describe, lookupIn } from "#lib/segment/describe.ts";
import type { SegmentListItem } from "#lib/segment/resource-schema.ts";
import { EXAMPLE_SEGMENTS } from "./example-segments.ts";
import { saveSegment, segmentQueries } from "./queries.ts";
import { SegmentTabs } from "./segment-tabs.tsx";
import { SizeTrend } from "./size-trend.tsx";
import { useRuleWords } from "./use-rule-words.ts";
import { UsedIn } from "./used-in.tsx";

const PARAMS = ["q", "tag"] as const;

/** Saved groups of people, each in words, with its size and where that is heading. */
export function SegmentList() {
  const t = useTranslations("segments");
  const [search] = useFilter("q");
  const [tag] = useFilter("tag");
  const wanted = (search ?? "").toLowerCase();
  const query = useQuery({
    ...segmentQueries.list(),
    refetchInterval: 30_000,
    select: (segments) => ({
      segments: segments.filter(
        (row) => row.name.toLowerCase().includes(wanted) && (tag === null || row.tags.includes(tag)),
      ),
      tags: [...new Set(segments.flatMap((row) => row.tags))].toSorted(),
      next_cursor: null,
    }),
  });
  const create = (
    <Button component={Link} href="/segments/new" leftSection={<IconPlus size={16} aria-hidden="true" />}>
      {t("new")}
    </Button>
  );
  const tags = query.data?.tags ?? [];
  return (
    <ListPage
      title={t("title")}
      description={t("description")}
      actions={create}
      tabs={<SegmentTabs />}
      filters={
        <>
          <FilterSearch label={t("search")} />
          {tags.length > 0 || tag ? (
            <FilterSelect
              param="tag"
              label={t("tag")}
              options={[...new Set([...tags, ...(tag ? [tag] : [])])].map((value) => ({
                value,
                label: value,
              }))}
              searchable
            />
          ) : null}
        </>
      }
      params={PARAMS}
      views="segments"
      query={query}
      count={({ segments }) => segments.length}
      cursor={null}
      onCursor={() => {}}
      nothingMatches={t("nothingMatches")}
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
      {({ segments }) => <SegmentTable segments={segments} />}
    </ListPage>
  );
}

function SegmentTable({ segments }: { segments: SegmentListItem[] }) {
  const t = useTranslations("segments");
  const say = useRuleWords();
  const format = useFormatter();
  const columns: DataTableColumn<SegmentListItem>[] = [
    { id: "name", header: t("name"), cell: (row) => row.name, sortValue: (row) => row.name, primary: true },
    {
      id: "summary",
      header: t("who"),
      cell: (row) => describe(row.filter, lookupIn(new Map(Object.entries(row.names))), say),
      hideBelow: "sm",
    },
    {
      id: "size",
      header: t("size"),
      cell: (row) => (row.people_count === null ? "–" : format.number(row.people_count)),
      sortValue: (row) => row.people_count,
      align: "end",
      shrink: true,
    },
    {
      id: "trend",
      header: t("trend"),
      cell: (row) => <SizeTrend sizes={row.trend} />,
      align: "end",
      shrink: true,
      hideBelow: "md",
    },
    {
      id: "used",
      header: t("usedIn"),
      cell: (row) => <UsedIn uses={row.used_in} />,
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
      hideBelow: "md",
    },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={segments}
      rowId={(row) => row.segment_id}
      rowHref={(row) => `/segments/${row.segment_id}`}
      minWidth={320}
    />
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
