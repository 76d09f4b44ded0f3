"use client";

import { Sparkline } from "@mantine/charts";
import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { IconBook } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { useCan } from "#components/shell/session.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { confirmAction } from "#components/ui/confirm.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterBar, FilterSearch, FilterSelect, useFilter } from "#components/ui/filter-bar.tsx";
import { notifyFailed } from "#components/ui/notify.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { ToneBadge } from "#components/ui/status-badge.tsx";
import type { CatalogueEvent } from "#lib/event/view-schema.ts";
import { eventQueries, setEventStatus } from "./queries.ts";
import { trackCurl } from "./track-curl.ts";
import { useOrigin } from "./use-origin.ts";

const SHOWN_STATUSES = ["active", "blocked", "hidden"] as const;

/** Every event name seen: how often, with which properties, who listens, and a call that sends one like it. */
export function EventCatalogue() {
  const t = useTranslations("events");
  const query = useQuery(eventQueries.catalogue());
  const [search] = useFilter("q");
  const [status] = useFilter("status");
  const wanted = (search ?? "").toLowerCase();
  const shown = (events: CatalogueEvent[]) =>
    events.filter(
      (row) =>
        row.name.toLowerCase().includes(wanted) &&
        (status === null ? row.status !== "hidden" : row.status === status),
    );
  return (
    <>
      <FilterBar>
        <FilterSearch label={t("searchNames")} />
        <FilterSelect
          param="status"
          label={t("status")}
          options={SHOWN_STATUSES.map((value) => ({ value, label: t(`statuses.${value}`) }))}
        />
      </FilterBar>
      <QueryView
        query={query}
        isEmpty={(events) => shown(events).length === 0}
        empty={
          <EmptyState
            icon={<IconBook size={28} />}
            title={query.data?.length ? t("nothingMatches") : t("emptyTitle")}
          >
            {query.data?.length ? t("nothingMatchesHint") : t("emptyText")}
          </EmptyState>
        }
      >
        {(events) => <CatalogueTable events={shown(events)} />}
      </QueryView>
    </>
  );
}

function CatalogueTable({ events }: { events: CatalogueEvent[] }) {
  const t = useTranslations("events");
  const columns: DataTableColumn<CatalogueEvent>[] = [
    {
      id: "name",
      header: t("name"),
      cell: (row) => (
        <Group gap="xs" wrap="nowrap">
          <span>{row.name}</span>
          {row.status === "active" ? null : (
            <ToneBadge tone={row.status === "blocked" ? "bad" : "idle"}>
              {t(`statuses.${row.status}`)}
            </ToneBadge>
          )}
        </Group>
      ),
      primary: true,
      sortValue: (row) => row.name,
    },
    {
      id: "volume",
      header: t("volume"),
      cell: (row) => <Volume event={row} />,
      sortValue: (row) => total(row),
      shrink: true,
    },
    {
      id: "properties",
      header: t("properties"),
      cell: (row) => Object.keys(row.properties).join(", ") || "–",
      hideBelow: "md",
    },
    {
      id: "uses",
      header: t("usedIn"),
      cell: (row) => (row.used_in.length === 0 ? "–" : t("uses", { count: row.used_in.length })),
      sortValue: (row) => row.used_in.length,
      shrink: true,
      hideBelow: "sm",
    },
    {
      id: "last",
      header: t("lastSeen"),
      cell: (row) => <RelativeTime value={row.last_seen_at} />,
      sortValue: (row) => row.last_seen_at,
      shrink: true,
      hideBelow: "sm",
    },
  ];
  return (
    <DataTable
      caption={t("catalogue")}
      columns={columns}
      rows={events}
      rowId={(row) => row.name}
      rowName={(row) => row.name}
      rowDetail={(row) => <NameDetail entry={row} />}
      minWidth={360}
    />
  );
}

const total = (event: CatalogueEvent): number => event.volume.reduce((sum, count) => sum + count, 0);

/** Fourteen days as a line, with the number beside it for everybody. */
function Volume({ event }: { event: CatalogueEvent }) {
  const format = useFormatter();
  return (
    <Group gap="xs" wrap="nowrap" justify="flex-end">
      <Sparkline data={event.volume} w={72} h={22} curveType="linear" color="signal.6" aria-hidden="true" />
      <Text size="sm" miw={44} ta="right">
        {format.number(total(event))}
      </Text>
    </Group>
  );
}

const USE_PATHS = { campaign: "/campaigns", canvas: "/journeys", segment: "/segments" } as const;

function NameDetail({ entry }: { entry: CatalogueEvent }) {
  const t = useTranslations("events");
  const origin = useOrigin();
  const properties = Object.entries(entry.properties);
  const examples = Object.fromEntries(properties.map(([name, { example }]) => [name, example]));
  return (
    <Stack gap="sm" p="sm">
      <StatusButtons entry={entry} />
      {entry.used_in.length > 0 ? (
        <Group gap="sm">
          <Text size="sm" c="dimmed">
            {t("usedIn")}:
          </Text>
          {entry.used_in.map((use) => (
            <Anchor key={use.id} component={Link} size="sm" href={`${USE_PATHS[use.type]}/${use.id}`}>
              {use.name}
            </Anchor>
          ))}
        </Group>
      ) : null}
      {properties.length === 0 ? <Text c="dimmed">{t("noProperties")}</Text> : null}
      {properties.map(([name, { type, example }]) => (
        <Text key={name} size="sm">
          <code>{name}</code> {type} · {t("example", { value: JSON.stringify(example) })}
        </Text>
      ))}
      {entry.kind === "event" ? (
        <CodeBlock label={t("track")} code={trackCurl(origin, entry.name, examples)} />
      ) : null}
    </Stack>
  );
}

function StatusButtons({ entry }: { entry: CatalogueEvent }) {
  const t = useTranslations("events");
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: (status: CatalogueEvent["status"]) => setEventStatus(entry.name, status),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: eventQueries.all }),
    onError: (error) => notifyFailed(t("failed"), error),
  });
  if (!useCan("events.write")) return null;
  const block = () =>
    confirmAction({
      title: t("blockTitle", { name: entry.name }),
      body: t("blockText", { count: entry.used_in.length }),
      confirmLabel: t("block"),
      danger: true,
      onConfirm: () => change.mutateAsync("blocked"),
    });
  return (
    <Group gap="xs">
      {entry.status === "active" ? null : (
        <Button variant="default" size="xs" onClick={() => change.mutate("active")}>
          {t(entry.status === "blocked" ? "allow" : "show")}
        </Button>
      )}
      {entry.status === "hidden" ? null : (
        <Button variant="default" size="xs" onClick={() => change.mutate("hidden")}>
          {t("hide")}
        </Button>
      )}
      {entry.status === "blocked" || entry.kind !== "event" ? null : (
        <Button variant="default" size="xs" onClick={block}>
          {t("blockAsk")}
        </Button>
      )}
    </Group>
  );
}
