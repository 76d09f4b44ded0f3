"use client";

import { Stack, Text } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useCan } from "#components/shell/session.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { CursorPager, useCursor } from "#components/ui/pager.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { useLive } from "#components/use-live.ts";
import type { ImportPage } from "#lib/import/schema.ts";
import { importQueries } from "./queries.ts";
import { UploadZone } from "./upload-zone.tsx";

type ImportLine = ImportPage["imports"][number];

/** Takes a CSV file of people, and lists those that were taken. */
export function ImportsView() {
  const t = useTranslations("imports");
  const mayImport = useCan("users.write");
  const [cursor, setCursor] = useCursor();
  const query = useQuery(importQueries.list(cursor));
  useLive(["imports"], [importQueries.all]);
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        above={
          <Text component={Link} href="/people" size="sm" c="dimmed">
            ← {t("back")}
          </Text>
        }
      />
      <Stack gap="lg">
        {mayImport ? <UploadZone /> : null}
        <SectionCard title={t("history")} flush>
          <QueryView
            query={query}
            isEmpty={(page) => page.imports.length === 0}
            empty={
              <EmptyState icon={<IconFileImport size={28} />} title={t("emptyTitle")} order={3}>
                {t("emptyText")}
              </EmptyState>
            }
          >
            {(page) => (
              <>
                <ImportTable imports={page.imports} />
                <CursorPager
                  cursor={cursor}
                  nextCursor={page.next_cursor}
                  onChange={setCursor}
                  shown={page.imports.length}
                />
              </>
            )}
          </QueryView>
        </SectionCard>
      </Stack>
    </>
  );
}

function ImportTable({ imports }: { imports: ImportLine[] }) {
  const t = useTranslations("imports");
  const columns: DataTableColumn<ImportLine>[] = [
    { id: "name", header: t("name"), cell: (row) => row.name, primary: true },
    { id: "status", header: t("status"), cell: (row) => <StatusBadge status={row.status} />, shrink: true },
    {
      id: "rows",
      header: t("rows"),
      cell: (row) => row.counts.rows.toLocaleString(),
      align: "end",
      shrink: true,
      hideBelow: "sm",
    },
    {
      id: "result",
      header: t("result"),
      cell: (row) => t("resultLine", row.counts),
      align: "end",
      shrink: true,
      hideBelow: "sm",
    },
    { id: "by", header: t("by"), cell: (row) => row.created_by ?? "–", shrink: true, hideBelow: "md" },
    {
      id: "when",
      header: t("when"),
      cell: (row) => <RelativeTime value={row.created_at} />,
      shrink: true,
      hideBelow: "sm",
    },
  ];
  return (
    <DataTable
      caption={t("history")}
      columns={columns}
      rows={imports}
      rowId={(row) => row.import_id}
      rowHref={(row) => `/people/imports/${row.import_id}`}
      minWidth={320}
    />
  );
}
