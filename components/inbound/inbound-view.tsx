"use client";

import { Button } from "@mantine/core";
import { IconPlus, IconWebhook } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { parseAsBoolean, parseAsString, useQueryState } from "nuqs";
import { useCan } from "#components/shell/session.tsx";
import { useShortcut } from "#components/shell/shortcuts.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { TableSkeleton } from "#components/ui/skeletons.tsx";
import type { InboundView as Inbound } from "#lib/inbound/schema.ts";
import { InboundDetail } from "./inbound-detail.tsx";
import { InboundForm } from "./inbound-form.tsx";
import { inboundQueries } from "./queries.ts";

/** Addresses for other systems' webhooks; one of them opened. */
export function InboundView() {
  const t = useTranslations("inbound");
  const query = useQuery(inboundQueries.list());
  const [creating, setCreating] = useQueryState("create", parseAsBoolean.withDefault(false));
  const [openId, setOpenId] = useQueryState("endpoint", parseAsString);
  const mayWrite = useCan("inbound.write");
  const openCreate = () => void setCreating(true);
  useShortcut(mayWrite ? "n" : null, t("create"), openCreate);
  const create = mayWrite ? (
    <Button leftSection={<IconPlus size={15} aria-hidden="true" />} onClick={openCreate}>
      {t("create")}
    </Button>
  ) : null;
  const open = query.data?.inbound.find((endpoint) => endpoint.inbound_id === openId);
  if (open) return <InboundDetail endpoint={open} onClose={() => void setOpenId(null)} />;
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={create} />
      <QueryView
        query={query}
        skeleton={<TableSkeleton columns={4} rows={3} />}
        isEmpty={(data) => data.inbound.length === 0}
        empty={
          <EmptyState icon={<IconWebhook size={24} />} title={t("emptyTitle")} action={create}>
            {t("emptyText")}
          </EmptyState>
        }
      >
        {(data) => <EndpointTable endpoints={data.inbound} onOpen={(id) => void setOpenId(id)} />}
      </QueryView>
      <InboundForm
        opened={creating}
        onClose={() => void setCreating(null)}
        onSaved={(made) => void setOpenId(made.inbound_id)}
      />
    </>
  );
}

function EndpointTable({ endpoints, onOpen }: { endpoints: Inbound[]; onOpen: (id: string) => void }) {
  const t = useTranslations("inbound");
  const columns: DataTableColumn<Inbound>[] = [
    {
      id: "name",
      header: t("name"),
      primary: true,
      cell: (row) => (
        <Button variant="subtle" size="compact-sm" onClick={() => onOpen(row.inbound_id)}>
          {row.name}
        </Button>
      ),
    },
    { id: "scheme", header: t("scheme"), cell: (row) => t(`schemes.${row.scheme}`) },
    { id: "event", header: t("event"), cell: (row) => row.mapping.event, hideBelow: "md" },
    {
      id: "created",
      header: t("created"),
      cell: (row) => <RelativeTime value={row.created_at} />,
      shrink: true,
    },
  ];
  return (
    <DataTable caption={t("title")} columns={columns} rows={endpoints} rowId={(row) => row.inbound_id} />
  );
}
