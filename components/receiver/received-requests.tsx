"use client";

import { Group, Stack, Text } from "@mantine/core";
import { IconInbox } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { CursorPager, useCursor } from "#components/ui/pager.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { ReceivedRequestView, ReceiverView } from "#lib/receiver/schema.ts";
import { receiverQueries } from "./queries.ts";
import { ToneBadge } from "./tone-badge.tsx";

const SIGNATURE_TONES = { valid: "ok", invalid: "bad", missing: "idle", unknown: "idle" } as const;

/** What arrived, newest first; new requests appear by themselves. */
export function ReceivedRequests({ receiver }: { receiver: ReceiverView }) {
  const t = useTranslations("receivers");
  const [cursor, setCursor] = useCursor();
  const query = useQuery(receiverQueries.requests(receiver.receiver_id, cursor));
  return (
    <QueryView
      query={query}
      errorTitle={t("loadFailed")}
      isEmpty={(page) => page.requests.length === 0}
      empty={
        <EmptyState
          icon={<IconInbox size={22} />}
          title={t("nothingReceived")}
          example={
            <CodeBlock
              label="cURL"
              code={`curl -X POST ${receiver.url} \\\n  -H 'Content-Type: application/json' -d '{"hello":"world"}'`}
              wrap
            />
          }
        >
          {t("nothingReceivedText")}
        </EmptyState>
      }
    >
      {(page) => (
        <>
          <RequestTable requests={page.requests} />
          <CursorPager
            cursor={cursor}
            nextCursor={page.next_cursor}
            onChange={setCursor}
            shown={page.requests.length}
          />
        </>
      )}
    </QueryView>
  );
}

function RequestTable({ requests }: { requests: ReceivedRequestView[] }) {
  const t = useTranslations("receivers");
  const columns: DataTableColumn<ReceivedRequestView>[] = [
    {
      id: "request",
      header: t("request"),
      primary: true,
      cell: (row) => (
        <Text span size="sm" ff="monospace" style={{ overflowWrap: "anywhere" }}>
          {row.method} {row.path}
        </Text>
      ),
    },
    {
      id: "status",
      header: t("answered"),
      shrink: true,
      cell: (row) => <AnswerBadge status={row.status_code} />,
    },
    {
      id: "signature",
      header: t("signature"),
      shrink: true,
      hideBelow: "sm",
      cell: (row) => (
        <ToneBadge tone={SIGNATURE_TONES[row.signature]}>{t(`signatures.${row.signature}`)}</ToneBadge>
      ),
    },
    {
      id: "at",
      header: t("at"),
      shrink: true,
      cell: (row) => <RelativeTime value={row.received_at} />,
    },
  ];
  return (
    <DataTable
      caption={t("requests")}
      columns={columns}
      rows={requests}
      rowId={(row) => row.request_id}
      rowName={(row) => `${row.method} ${row.path}`}
      rowDetail={(row) => <RequestDetail request={row} />}
    />
  );
}

function AnswerBadge({ status }: { status: number }) {
  return <ToneBadge tone={status < 300 ? "ok" : status < 500 ? "warn" : "bad"}>{status}</ToneBadge>;
}

function RequestDetail({ request }: { request: ReceivedRequestView }) {
  const t = useTranslations("receivers");
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  return (
    <Stack p="sm" gap="sm">
      <CodeBlock label={t("headers")} code={headers.join("\n")} wrap maxHeight={260} />
      <CodeBlock label={t("body")} code={indented(request.body)} wrap />
      {request.body_truncated ? (
        <Group>
          <Text size="sm" c="dimmed">
            {t("truncated")}
          </Text>
        </Group>
      ) : null}
    </Stack>
  );
}

function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
