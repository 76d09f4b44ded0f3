"use client";

import { IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { CursorPager, useCursor } from "#components/ui/pager.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { useProblemWords } from "#components/ui/use-problem-words.ts";
import type { RejectionPage } from "#lib/event/view-schema.ts";
import { eventQueries } from "./queries.ts";

type Rejection = RejectionPage["rejections"][number];

/** What tracking calls carried that was not taken, and how to mend it. */
export function Rejections() {
  const t = useTranslations("events");
  const say = useProblemWords();
  const [cursor, setCursor] = useCursor();
  const query = useQuery(eventQueries.rejections(cursor));
  const columns: DataTableColumn<Rejection>[] = [
    {
      id: "at",
      header: t("received"),
      cell: (row) => <RelativeTime value={row.rejected_at} />,
      shrink: true,
    },
    { id: "what", header: t("name"), cell: (row) => row.name ?? row.kind, primary: true },
    { id: "person", header: t("person"), cell: (row) => row.external_user_id ?? "–", hideBelow: "sm" },
    {
      id: "field",
      header: t("rejected.field"),
      cell: (row) => <code>{row.field}</code>,
      hideBelow: "md",
    },
    { id: "problem", header: t("rejected.problem"), cell: (row) => `${say(row).message} ${say(row).hint}` },
  ];
  return (
    <QueryView
      query={query}
      isEmpty={(page) => page.rejections.length === 0}
      empty={
        <EmptyState icon={<IconShieldCheck size={28} />} title={t("rejected.none")}>
          {t("rejected.noneText")}
        </EmptyState>
      }
    >
      {(page) => (
        <>
          <DataTable
            caption={t("rejected.title")}
            columns={columns}
            rows={page.rejections}
            rowId={(row) => row.rejection_id}
          />
          <CursorPager
            cursor={cursor}
            nextCursor={page.next_cursor}
            onChange={setCursor}
            shown={page.rejections.length}
          />
        </>
      )}
    </QueryView>
  );
}
