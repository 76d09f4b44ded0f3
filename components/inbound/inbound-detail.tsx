"use client";

import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { IconArrowLeft, IconInbox } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useCan } from "#components/shell/session.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { confirmAction } from "#components/ui/confirm.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { notifyDone, notifyFailed } from "#components/ui/notify.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { CursorPager, useCursor } from "#components/ui/pager.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { ToneBadge } from "#components/ui/status-badge.tsx";
import type { InboundCallView, InboundView } from "#lib/inbound/schema.ts";
import { InboundForm } from "./inbound-form.tsx";
import { acceptCall, deleteInbound, inboundQueries } from "./queries.ts";

const TONES = { accepted: "ok", duplicate: "idle", rejected: "bad" } as const;

type InboundDetailProps = { endpoint: InboundView; onClose: () => void };

/** One address, its mapping and the last calls. */
export function InboundDetail({ endpoint, onClose }: InboundDetailProps) {
  const t = useTranslations("inbound");
  const queryClient = useQueryClient();
  const mayWrite = useCan("inbound.write");
  const [edited, setEdited] = useState<{ endpoint: InboundView; etag: string } | null>(null);

  async function edit() {
    try {
      setEdited(await queryClient.fetchQuery({ ...inboundQueries.one(endpoint.inbound_id), staleTime: 0 }));
    } catch (error) {
      notifyFailed(t("loadFailed"), error);
    }
  }

  function remove() {
    confirmAction({
      title: t("deleteTitle", { name: endpoint.name }),
      body: t("deleteText"),
      confirmLabel: t("delete"),
      danger: true,
      onConfirm: async () => {
        await deleteInbound(endpoint.inbound_id);
        onClose();
        await queryClient.invalidateQueries({ queryKey: inboundQueries.all });
      },
    });
  }
  return (
    <>
      <PageHeader
        above={
          <Anchor component="button" type="button" size="sm" onClick={onClose}>
            <Group gap={4}>
              <IconArrowLeft size={14} aria-hidden="true" />
              {t("title")}
            </Group>
          </Anchor>
        }
        title={endpoint.name}
        description={t(`schemes.${endpoint.scheme}`)}
        actions={
          mayWrite ? (
            <>
              <Button variant="default" onClick={() => void edit()}>
                {t("edit")}
              </Button>
              <Button variant="default" color="red" onClick={remove}>
                {t("delete")}
              </Button>
            </>
          ) : null
        }
      />
      {edited ? (
        <InboundForm
          opened
          edited={edited}
          onClose={() => setEdited(null)}
          onSaved={() => notifyDone(t("changed"))}
        />
      ) : null}
      <Stack gap="lg">
        <CodeBlock label={t("url")} code={endpoint.url} />
        {endpoint.verify_token === null ? null : (
          <CodeBlock label={t("verifyToken")} code={endpoint.verify_token} />
        )}
        <CodeBlock label={t("mapping")} code={JSON.stringify(endpoint.mapping, null, 2)} />
        <SectionCard title={t("calls")} description={t("callsText")} flush>
          <Calls id={endpoint.inbound_id} mayWrite={mayWrite} />
        </SectionCard>
      </Stack>
    </>
  );
}

function Calls({ id, mayWrite }: { id: string; mayWrite: boolean }) {
  const t = useTranslations("inbound");
  const queryClient = useQueryClient();
  const [cursor, setCursor] = useCursor();
  const query = useQuery(inboundQueries.calls(id, cursor));
  const accept = useMutation({
    mutationFn: (callId: string) => acceptCall(id, callId),
    onSuccess: () => notifyDone(t("acceptedAgain")),
    onError: (error) => notifyFailed(t("acceptFailed"), error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: inboundQueries.all }),
  });
  const words = (reason: string | null): string =>
    reason === null ? "–" : t.has(`reasons.${reason}`) ? t(`reasons.${reason}`) : reason;
  const columns: DataTableColumn<InboundCallView>[] = [
    {
      id: "status",
      header: t("status"),
      primary: true,
      cell: (row) => <ToneBadge tone={TONES[row.status]}>{t(`statuses.${row.status}`)}</ToneBadge>,
    },
    { id: "reason", header: t("reason"), cell: (row) => words(row.reason) },
    { id: "events", header: t("events"), cell: (row) => row.events_count, shrink: true },
    {
      id: "received",
      header: t("received"),
      cell: (row) => <RelativeTime value={row.received_at} />,
      shrink: true,
    },
  ];
  return (
    <QueryView
      query={query}
      isEmpty={(page) => page.calls.length === 0}
      empty={
        <EmptyState icon={<IconInbox size={24} />} title={t("noCalls")}>
          {t("noCallsText")}
        </EmptyState>
      }
    >
      {(page) => (
        <>
          <DataTable
            caption={t("calls")}
            columns={columns}
            rows={page.calls}
            rowId={(row) => row.call_id}
            rowDetail={(row) => (
              <Stack gap="xs" p="sm">
                <CodeBlock label={t("headers")} code={JSON.stringify(row.headers, null, 2)} wrap />
                <CodeBlock label={t("body")} code={row.body} wrap />
                {mayWrite && (row.status === "rejected" || row.reason === "equal_body") ? (
                  <Group>
                    <Button size="xs" loading={accept.isPending} onClick={() => accept.mutate(row.call_id)}>
                      {t("accept")}
                    </Button>
                    <Text size="xs" c="dimmed">
                      {t("acceptText")}
                    </Text>
                  </Group>
                ) : null}
              </Stack>
            )}
          />
          <CursorPager
            cursor={cursor}
            nextCursor={page.next_cursor}
            onChange={setCursor}
            shown={page.calls.length}
          />
        </>
      )}
    </QueryView>
  );
}
