"use client";

import { Button, Menu } from "@mantine/core";
import { IconPlus, IconRoute } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { saveCanvasAsTemplate } from "#components/gallery/queries.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { downloadJson } from "#components/ui/download-json.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterSearch, FilterSelect, useFilter } from "#components/ui/filter-bar.tsx";
import { ListPage } from "#components/ui/list-page.tsx";
import { notifyDone, notifyFailed } from "#components/ui/notify.tsx";
import { useCursor } from "#components/ui/pager.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { RowMenu } from "#components/ui/row-menu.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { useLive } from "#components/use-live.ts";
import { CANVAS_STATUSES, type CanvasListItem } from "#lib/canvas/schema.ts";
import { actOnCanvas, canvasQueries, fetchCanvas } from "./queries.ts";

const PARAMS = ["q", "status"] as const;

/** All journeys: find one, see its state, its version and how many people are inside. */
export function CanvasList() {
  const t = useTranslations("journeys");
  const status = useTranslations("ui.status");
  const [search] = useFilter("q");
  const [state] = useFilter("status");
  const [cursor, setCursor] = useCursor();
  const query = useQuery(canvasQueries.list({ search, status: state, cursor }));
  useLive(["canvases"], [[...canvasQueries.all, "list"]]);
  const create = (
    <Button component={Link} href="/journeys/new" leftSection={<IconPlus size={16} aria-hidden="true" />}>
      {t("new")}
    </Button>
  );
  return (
    <ListPage
      title={t("title")}
      description={t("description")}
      actions={create}
      filters={
        <>
          <FilterSearch label={t("search")} />
          <FilterSelect
            param="status"
            label={t("status")}
            options={CANVAS_STATUSES.map((value) => ({ value, label: status(value) }))}
          />
        </>
      }
      params={PARAMS}
      views="journeys"
      query={query}
      count={(page) => page.canvases.length}
      cursor={cursor}
      onCursor={setCursor}
      nothingMatches={t("nothingMatches")}
      empty={
        <EmptyState icon={<IconRoute size={28} />} title={t("empty.title")} action={create}>
          {t("empty.text")}
        </EmptyState>
      }
    >
      {(page) => <CanvasTable canvases={page.canvases} />}
    </ListPage>
  );
}

function CanvasTable({ canvases }: { canvases: CanvasListItem[] }) {
  const t = useTranslations("journeys");
  const format = useFormatter();
  const columns: DataTableColumn<CanvasListItem>[] = [
    { id: "name", header: t("name"), cell: (row) => row.name, sortValue: (row) => row.name, primary: true },
    {
      id: "status",
      header: t("status"),
      cell: (row) => <StatusBadge status={row.status} />,
      sortValue: (row) => row.status,
      shrink: true,
    },
    {
      id: "entry",
      header: t("startedBy"),
      cell: (row) =>
        row.next_run_at ? (
          <RelativeTime value={row.next_run_at} />
        ) : (
          (row.trigger_event ?? t(`entryKinds.${row.entry_type}`))
        ),
      hideBelow: "sm",
    },
    {
      id: "inside",
      header: t("inside"),
      cell: (row) => format.number(row.people_inside),
      sortValue: (row) => row.people_inside,
      align: "end",
      shrink: true,
    },
    {
      id: "version",
      header: t("version"),
      cell: (row) => row.live_version?.number ?? "–",
      align: "end",
      hideBelow: "sm",
      shrink: true,
    },
    {
      id: "steps",
      header: t("steps"),
      cell: (row) => row.steps_count,
      align: "end",
      hideBelow: "md",
      shrink: true,
    },
    {
      id: "updated",
      header: t("updated"),
      cell: (row) => <RelativeTime value={row.updated_at} />,
      sortValue: (row) => row.updated_at,
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
  const attempt = (work: () => Promise<unknown>) => work().catch((error) => notifyFailed(t("failed"), error));
  const act = (action: "duplicate" | "archive") =>
    attempt(async () => {
      await actOnCanvas(canvas.canvas_id, action);
      await queryClient.invalidateQueries({ queryKey: canvasQueries.all });
      notifyDone(t(`done.${action}`, { name: canvas.name }));
    });
  const saveAsTemplate = () =>
    attempt(async () => {
      await saveCanvasAsTemplate(canvas.canvas_id);
      notifyDone(gallery("own.saved", { name: canvas.name }));
    });
  const exportJson = () =>
    attempt(async () =>
      downloadJson(`journey-${canvas.canvas_id}.json`, await fetchCanvas(canvas.canvas_id)),
    );
  return (
    <RowMenu label={t("actionsFor", { name: canvas.name })}>
      <Menu.Item onClick={() => void act("duplicate")}>{t("duplicate")}</Menu.Item>
      <Menu.Item onClick={() => void saveAsTemplate()}>{gallery("own.save")}</Menu.Item>
      <Menu.Item onClick={() => void exportJson()}>{t("exportJson")}</Menu.Item>
      <Menu.Item onClick={() => void act("archive")}>{t("archive")}</Menu.Item>
    </RowMenu>
  );
}
