"use client";

import { Button, Code, Group, List, Progress, Stack, Text } from "@mantine/core";
import { IconStack2 } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useOrigin } from "#components/event/use-origin.ts";
import { useCan } from "#components/shell/session.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { notifyFailed } from "#components/ui/notify.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { CursorPager, useCursor } from "#components/ui/pager.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { TableSkeleton } from "#components/ui/skeletons.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { useLive } from "#components/use-live.ts";
import type { BulkView as Bulk } from "#lib/bulk/schema.ts";
import { bulkQueries, cancelBulk } from "./queries.ts";

/** Bulk calls, how far they are, and the lines that were not taken. */
export function BulkView() {
  const t = useTranslations("bulk");
  const origin = useOrigin();
  const [cursor, setCursor] = useCursor();
  useLive(["bulk"], [bulkQueries.all]);
  const query = useQuery(bulkQueries.list(cursor));
  const columns: DataTableColumn<Bulk>[] = [
    { id: "kind", header: t("kind"), primary: true, cell: (row) => t(`kinds.${row.kind}`) },
    { id: "status", header: t("status"), shrink: true, cell: (row) => <StatusBadge status={row.status} /> },
    { id: "progress", header: t("progress"), cell: (row) => <Done bulk={row} /> },
    { id: "failed", header: t("failed"), shrink: true, align: "end", cell: (row) => row.lines_failed },
    { id: "by", header: t("by"), hideBelow: "md", cell: (row) => row.created_by },
    { id: "at", header: t("at"), shrink: true, cell: (row) => <RelativeTime value={row.created_at} /> },
  ];
  const example = `curl -X POST "${origin}/api/v1/campaigns/trigger/bulk?campaign_id=…" \\\n  -H "Authorization: Bearer $SIGNALBOX_API_KEY" -H "Content-Type: application/x-ndjson" \\\n  --data-binary @recipients.ndjson`;
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <QueryView
        query={query}
        skeleton={<TableSkeleton columns={5} rows={4} />}
        errorTitle={t("loadFailed")}
        isEmpty={(page) => page.bulk.length === 0}
        empty={
          <EmptyState
            icon={<IconStack2 size={24} />}
            title={t("empty")}
            example={<CodeBlock label="cURL" code={example} wrap />}
          >
            {t("emptyText")}
          </EmptyState>
        }
      >
        {(page) => (
          <>
            <DataTable
              caption={t("title")}
              columns={columns}
              rows={page.bulk}
              rowId={(row) => row.bulk_id}
              rowName={(row) => t(`kinds.${row.kind}`)}
              rowDetail={(row) => <Detail bulk={row} />}
            />
            <CursorPager
              cursor={cursor}
              nextCursor={page.next_cursor}
              onChange={setCursor}
              shown={page.bulk.length}
            />
          </>
        )}
      </QueryView>
    </>
  );
}

function Done({ bulk }: { bulk: Bulk }) {
  const t = useTranslations("bulk");
  const label = t("lines", { done: bulk.lines_done, total: bulk.lines_total });
  return (
    <Stack gap={2} miw={120}>
      <Progress value={(100 * bulk.lines_done) / bulk.lines_total} aria-label={label} />
      <Text size="xs" c="dimmed">
        {label}
      </Text>
    </Stack>
  );
}

function Detail({ bulk }: { bulk: Bulk }) {
  const t = useTranslations("bulk");
  const queryClient = useQueryClient();
  const mayCancel = useCan("deliveries.cancel");
  const failed = useQuery(bulkQueries.failed(bulk.bulk_id));
  const cancel = useMutation({
    mutationFn: () => cancelBulk(bulk.bulk_id),
    onError: (error) => notifyFailed(t("cancelFailed"), error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: bulkQueries.all }),
  });
  return (
    <Stack gap="xs">
      <Text size="sm">
        <Code>{bulk.bulk_id}</Code> {bulk.reason}
      </Text>
      <QueryView query={failed}>
        {({ results }) =>
          results.length === 0 ? (
            <Text size="sm">{t("noneFailed")}</Text>
          ) : (
            <List size="sm">
              {results.map(({ line, code, field, message }) => (
                <List.Item key={line}>
                  {t("line", { line })} <Code>{code}</Code> {field ? <Code>{field}</Code> : null} {message}
                </List.Item>
              ))}
            </List>
          )
        }
      </QueryView>
      {mayCancel && bulk.finished_at === null ? (
        <Group>
          <Button size="xs" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
            {t("cancel")}
          </Button>
        </Group>
      ) : null}
    </Stack>
  );
}
