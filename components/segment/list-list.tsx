"use client";

import { Button, Group, Menu, Stack, TextInput } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconFileImport, IconListCheck, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useCan } from "#components/shell/session.tsx";
import { confirmAction } from "#components/ui/confirm.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { FilterSearch, useFilter } from "#components/ui/filter-bar.tsx";
import { ListPage } from "#components/ui/list-page.tsx";
import { notifyDone } from "#components/ui/notify.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { RowMenu } from "#components/ui/row-menu.tsx";
import type { ListListItem } from "#lib/segment/list-schema.ts";
import { deleteList, listQueries, saveList } from "./list-queries.ts";
import { SegmentTabs } from "./segment-tabs.tsx";
import { UsedIn } from "./used-in.tsx";

const PARAMS = ["q"] as const;

/** Lists of people, put together by CSV or API: how many are on each, and what asks for it. */
export function ListList() {
  const t = useTranslations("segments.lists");
  const mayWrite = useCan("segments.write");
  const [search] = useFilter("q");
  const wanted = (search ?? "").toLowerCase();
  const query = useQuery({
    ...listQueries.list(),
    select: (lists) => ({
      lists: lists.filter(({ name }) => name.toLowerCase().includes(wanted)),
      next_cursor: null,
    }),
  });
  const actions = (
    <Group gap="xs">
      <Button
        component={Link}
        href="/people/imports"
        variant="default"
        leftSection={<IconFileImport size={16} aria-hidden="true" />}
      >
        {t("import")}
      </Button>
      {mayWrite ? (
        <Button
          leftSection={<IconPlus size={16} aria-hidden="true" />}
          onClick={() => openNameDialog(t("new"), null)}
        >
          {t("new")}
        </Button>
      ) : null}
    </Group>
  );
  return (
    <ListPage
      title={t("title")}
      description={t("description")}
      actions={actions}
      tabs={<SegmentTabs />}
      filters={<FilterSearch label={t("search")} />}
      params={PARAMS}
      views="lists"
      query={query}
      count={({ lists }) => lists.length}
      cursor={null}
      onCursor={() => {}}
      nothingMatches={t("nothingMatches")}
      empty={
        <EmptyState icon={<IconListCheck size={28} />} title={t("emptyTitle")} action={actions}>
          {t("emptyText")}
        </EmptyState>
      }
    >
      {({ lists }) => <ListTable lists={lists} mayWrite={mayWrite} />}
    </ListPage>
  );
}

function ListTable({ lists, mayWrite }: { lists: ListListItem[]; mayWrite: boolean }) {
  const t = useTranslations("segments");
  const format = useFormatter();
  const columns: DataTableColumn<ListListItem>[] = [
    { id: "name", header: t("name"), cell: (row) => row.name, sortValue: (row) => row.name, primary: true },
    {
      id: "people",
      header: t("size"),
      cell: (row) => format.number(row.people_count),
      sortValue: (row) => row.people_count,
      align: "end",
      shrink: true,
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
      id: "created",
      header: t("lists.created"),
      cell: (row) => <RelativeTime value={row.created_at} />,
      sortValue: (row) => row.created_at,
      shrink: true,
      hideBelow: "sm",
    },
  ];
  return (
    <DataTable
      caption={t("lists.title")}
      columns={columns}
      rows={lists}
      rowId={(row) => row.list_id}
      rowName={(row) => row.name}
      minWidth={320}
      {...(mayWrite ? { rowActions: (row: ListListItem) => <ListMenu list={row} /> } : {})}
    />
  );
}

function ListMenu({ list }: { list: ListListItem }) {
  const t = useTranslations("segments.lists");
  const queryClient = useQueryClient();
  const remove = () =>
    confirmAction({
      title: t("deleteTitle", { name: list.name }),
      body: t("deleteText", { count: list.people_count }),
      confirmLabel: t("delete"),
      danger: true,
      onConfirm: async () => {
        await deleteList(list.list_id);
        await queryClient.invalidateQueries({ queryKey: listQueries.all });
        notifyDone(t("deleted", { name: list.name }));
      },
    });
  return (
    <RowMenu label={t("actionsFor", { name: list.name })}>
      <Menu.Item component={Link} href={`/segments/new?list=${list.list_id}`}>
        {t("asSegment")}
      </Menu.Item>
      <Menu.Item onClick={() => openNameDialog(t("rename"), list)}>{t("rename")}</Menu.Item>
      <Menu.Item color="red" onClick={remove}>
        {t("delete")}
      </Menu.Item>
    </RowMenu>
  );
}

function openNameDialog(title: string, list: ListListItem | null): void {
  const modalId = modals.open({
    title,
    children: <NameForm list={list} onDone={() => modals.close(modalId)} />,
  });
}

/** The name of a list, new or old. */
function NameForm({ list, onDone }: { list: ListListItem | null; onDone: () => void }) {
  const t = useTranslations("segments.lists");
  const queryClient = useQueryClient();
  const [name, setName] = useState(list?.name ?? "");
  const save = useMutation({
    mutationFn: () => saveList(list?.list_id ?? null, name.trim()),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: listQueries.all });
      notifyDone(t("saved", { name: name.trim() }));
      onDone();
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (name.trim() !== "") save.mutate();
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label={t("name")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={255}
          autoComplete="off"
          data-autofocus
        />
        {save.error ? <ErrorState error={save.error} title={t("notSaved")} /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            {t("cancel")}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ""}>
            {t("save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
