"use client";

import { Button, Code } from "@mantine/core";
import { IconPlus, IconPuzzle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useCan } from "#components/shell/session.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { CursorPager, useCursor } from "#components/ui/pager.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { blockQueries } from "./queries.ts";

/** Fragments that messages share: one change, and all of them change. */
export function BlockList() {
  const t = useTranslations("blocks");
  const [cursor, setCursor] = useCursor();
  const query = useQuery(blockQueries.list(cursor));
  const create = useCan("content_blocks.write") ? (
    <Button component={Link} href="/blocks/new" leftSection={<IconPlus size={16} aria-hidden="true" />}>
      {t("new")}
    </Button>
  ) : null;
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={create} />
      <QueryView
        query={query}
        isEmpty={({ content_blocks: blocks }) => blocks.length === 0}
        empty={
          <EmptyState icon={<IconPuzzle size={22} />} title={t("empty")} action={create}>
            {t("emptyText")}
          </EmptyState>
        }
      >
        {({ content_blocks: blocks, next_cursor }) => (
          <>
            <DataTable
              caption={t("title")}
              rows={blocks}
              rowId={(row) => row.content_block_id}
              rowHref={(row) => `/blocks/${row.content_block_id}`}
              columns={[
                {
                  id: "name",
                  header: t("name"),
                  cell: (row) => row.name,
                  sortValue: (row) => row.name,
                  primary: true,
                },
                {
                  id: "state",
                  header: t("state"),
                  cell: (row) => <StatusBadge status={row.state} />,
                  shrink: true,
                },
                {
                  id: "tag",
                  header: t("tag"),
                  cell: (row) => <Code>{row.liquid_tag}</Code>,
                  hideBelow: "sm",
                },
                {
                  id: "version",
                  header: t("version"),
                  cell: (row) => row.version,
                  align: "end",
                  shrink: true,
                },
                {
                  id: "edited",
                  header: t("edited"),
                  cell: (row) => <RelativeTime value={row.last_edited} />,
                  shrink: true,
                },
              ]}
            />
            <CursorPager
              cursor={cursor}
              nextCursor={next_cursor}
              onChange={setCursor}
              shown={blocks.length}
            />
          </>
        )}
      </QueryView>
    </>
  );
}
