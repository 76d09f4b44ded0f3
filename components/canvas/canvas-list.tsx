"use client";

import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconDots, IconPlus, IconRoute } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { saveCanvasAsTemplate } from "#components/gallery/queries.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterBar, FilterSearch, FilterSelect, useFilter } from "#components/ui/filter-bar.tsx";
import { notifyDone, notifyFailed } from "#components/ui/notify.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { CursorPager, useCursor } from "#components/ui/pager.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { CANVAS_STATUSES, type CanvasListItem } from "#lib/canvas/schema.ts";
import { actOnCanvas, canvasQueries } from "./queries.ts";

/** All journeys: find one, see its state and how many people are inside. */
export function CanvasList() {
  const t = useTranslations("journeys");
  const status = useTranslations("ui.status");
  const [search] = useFilter("q");
  const [state] = useFilter("status");
  const [cursor, setCursor] = useCursor();
  const query = useQuery(canvasQueries.list({ search, status: state, cursor }));
  const filtered = search !== null || state !== null;
  const create = (
    <Button component={Link} href="/journeys/new" leftSection={<IconPlus size={16} aria-hidden="true" />}>
      {t("new")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={create} />
      <FilterBar>
        <FilterSearch label={t("search")} />
        <FilterSelect
          param="status"
          label={t("status")}
          options={CANVAS_STATUSES.map((value) => ({ value, label: status(value) }))}
        />
      </FilterBar>
      <QueryView
        query={query}
        isEmpty={(page) => page.canvases.length === 0}
        empty={
          <EmptyState
            icon={<IconRoute size={28} />}
            title={filtered ? t("nothingMatches") : t("empty.title")}
            action={filtered ? undefined : create}
          >
            {filtered ? t("nothingMatchesHint") : t("empty.text")}
          </EmptyState>
        }
      >
        {(page) => (
          <>
            <CanvasTable canvases={page.canvases} />
            <CursorPager
              cursor={cursor}
              nextCursor={page.next_cursor}
              onChange={setCursor}
              shown={page.canvases.length}
            />
          </>
        )}
      </QueryView>
    </>
  );
}

function CanvasTable({ canvases }: { canvases: CanvasListItem[] }) {
  const t = useTranslations("journeys");
  const columns: DataTableColumn<CanvasListItem>[] = [
    { id: "name", header: t("name"), cell: (row) => row.name, sortValue: (row) => row.name, primary: true },
    { id: "status", header: t("status"), cell: (row) => <StatusBadge status={row.status} />, shrink: true },
    {
      id: "entry",
      header: t("startedBy"),
      cell: (row) => row.trigger_event ?? t(`entryKinds.${row.entry_type}`),
      hideBelow: "sm",
    },
    { id: "inside", header: t("inside"), cell: (row) => row.people_inside.toLocaleString(), shrink: true },
    { id: "steps", header: t("steps"), cell: (row) => row.steps_count, hideBelow: "sm", shrink: true },
    {
      id: "updated",
      header: t("updated"),
      cell: (row) => <RelativeTime value={row.updated_at} />,
      hideBelow: "md",
      shrink: true,
    },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={canvases}
      rowId={(row) => row.canvas_id}
      rowHref={(row) => `/journeys/${row.canvas_id}`}
      rowActions={(row) => <CanvasMenu canvas={row} />}
    />
  );
}

function CanvasMenu({ canvas }: { canvas: CanvasListItem }) {
  const t = useTranslations("journeys");
  const gallery = useTranslations("gallery");
  const queryClient = useQueryClient();
  async function act(action: "duplicate" | "archive") {
    try {
      await actOnCanvas(canvas.canvas_id, action);
      await queryClient.invalidateQueries({ queryKey: canvasQueries.all });
      notifyDone(t(`done.${action}`, { name: canvas.name }));
    } catch (error) {
      notifyFailed(t("failed"), error);
    }
  }
  async function saveAsTemplate() {
    try {
      await saveCanvasAsTemplate(canvas.canvas_id);
      notifyDone(gallery("own.saved", { name: canvas.name }));
    } catch (error) {
      notifyFailed(t("failed"), error);
    }
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t("actionsFor", { name: canvas.name })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void act("duplicate")}>{t("duplicate")}</Menu.Item>
        <Menu.Item onClick={() => void saveAsTemplate()}>{gallery("own.save")}</Menu.Item>
        <Menu.Item onClick={() => void act("archive")}>{t("archive")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
