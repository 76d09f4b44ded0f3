"use client";

import { Button, Code, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconInbox, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useCan } from "#components/shell/session.tsx";
import { useShortcut } from "#components/shell/shortcuts.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { useLive } from "#components/use-live.ts";
import type { ReceiverView } from "#lib/receiver/schema.ts";
import { VENDOR_IDS, type VendorId } from "#lib/receiver/vendors/vendor-ids.ts";
import { createReceiver, receiverQueries } from "./queries.ts";
import { ToneBadge } from "./tone-badge.tsx";

/** Addresses that record what they get: plain inboxes and stand-ins of services. */
export function ReceiverList() {
  const t = useTranslations("receivers");
  const query = useQuery(receiverQueries.list());
  useLive(["receivers"], [receiverQueries.all]);
  const mayWrite = useCan("receivers.write");
  const [creating, setCreating] = useState(false);
  useShortcut(mayWrite ? "n" : null, t("create"), () => setCreating(true));
  const create = mayWrite ? (
    <Button leftSection={<IconPlus size={15} aria-hidden="true" />} onClick={() => setCreating(true)}>
      {t("create")}
    </Button>
  ) : null;
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={create} />
      <QueryView
        query={query}
        errorTitle={t("loadFailed")}
        empty={
          <EmptyState icon={<IconInbox size={22} />} title={t("emptyTitle")} action={create}>
            {t("emptyText")}
          </EmptyState>
        }
      >
        {(receivers) => <ReceiverTable receivers={receivers} />}
      </QueryView>
      {creating ? <CreateReceiver onClose={() => setCreating(false)} /> : null}
    </>
  );
}

function ReceiverTable({ receivers }: { receivers: ReceiverView[] }) {
  const t = useTranslations("receivers");
  const columns: DataTableColumn<ReceiverView>[] = [
    { id: "name", header: t("name"), primary: true, cell: (row) => row.name, sortValue: (row) => row.name },
    {
      id: "vendor",
      header: t("behaves"),
      cell: (row) => (
        <ToneBadge tone={row.vendor ? "info" : "idle"}>{t(`vendors.${row.vendor ?? "none"}`)}</ToneBadge>
      ),
    },
    {
      id: "url",
      header: t("url"),
      hideBelow: "md",
      cell: (row) => (
        <Group gap={4} wrap="nowrap">
          <Code>{shortened(row.url)}</Code>
          <CopyButton value={row.url} label={t("copyUrl", { name: row.name })} compact />
        </Group>
      ),
    },
    {
      id: "count",
      header: t("received"),
      align: "end",
      shrink: true,
      cell: (row) => row.requests_count,
      sortValue: (row) => row.requests_count,
    },
    {
      id: "last",
      header: t("last"),
      hideBelow: "sm",
      shrink: true,
      cell: (row) =>
        row.last_received_at ? <RelativeTime value={row.last_received_at} /> : <Text c="dimmed">–</Text>,
    },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={receivers}
      rowId={(row) => row.receiver_id}
      rowHref={(row) => `/receivers/${row.receiver_id}`}
    />
  );
}

/** The token is long and says nothing. */
function shortened(url: string): string {
  const { pathname } = new URL(url);
  return `${pathname.slice(0, 17)}…`;
}

function CreateReceiver({ onClose }: { onClose: () => void }) {
  const t = useTranslations("receivers");
  const router = useRouter();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [vendor, setVendor] = useState<VendorId | null>(null);
  const create = useMutation({
    mutationFn: () => createReceiver({ name, vendor }),
    onSuccess: async (receiver) => {
      await queryClient.invalidateQueries({ queryKey: receiverQueries.all });
      router.push(`/receivers/${receiver.receiver_id}`);
    },
  });
  return (
    <Modal opened onClose={onClose} title={t("create")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Stack>
          {create.error ? <ErrorState error={create.error} title={t("failed")} /> : null}
          <TextInput
            label={t("name")}
            required
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Select
            label={t("behaves")}
            description={t("behavesText")}
            placeholder={t("vendors.none")}
            clearable
            searchable
            data={VENDOR_IDS.map((value) => ({ value, label: t(`vendors.${value}`) }))}
            value={vendor}
            onChange={(value) => setVendor(value as VendorId | null)}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={create.isPending}>
              {t("create")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
