"use client";

import { Button, Group, Text } from "@mantine/core";
import { IconBolt, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterBar, FilterReset, FilterSearch, useFilter } from "#components/ui/filter-bar.tsx";
import { CursorPager, useCursor } from "#components/ui/pager.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { EventView } from "#lib/event/view-schema.ts";
import { eventQueries } from "./queries.ts";

/** The latest events; follows until paused. */
export function EventTail() {
  const t = useTranslations("events");
  const [name] = useFilter("name");
  const [person] = useFilter("external_user_id");
  const [cursor, setCursor] = useCursor();
  const [paused, setPaused] = useState(false);
  const query = useQuery(
    eventQueries.list({ name, external_user_id: person, cursor }, !paused && cursor === null),
  );
  const filtered = name !== null || person !== null;
  const Icon = paused ? IconPlayerPlay : IconPlayerPause;
  return (
    <>
      <FilterBar>
        <FilterSearch param="name" label={t("name")} />
        <FilterSearch param="external_user_id" label={t("person")} />
        <FilterReset params={["name", "external_user_id"]} />
        <Button
          variant="default"
          leftSection={<Icon size={15} aria-hidden="true" />}
          onClick={() => setPaused(!paused)}
        >
          {paused ? t("resume") : t("pause")}
        </Button>
      </FilterBar>
      <Text size="sm" c="dimmed" mb="xs" role="status">
        {paused ? t("paused") : t("following")}
      </Text>
      <QueryView
        query={query}
        isEmpty={(page) => page.events.length === 0}
        empty={
          <EmptyState icon={<IconBolt size={28} />} title={filtered ? t("nothingMatches") : t("emptyTitle")}>
            {filtered ? t("nothingMatchesHint") : t("emptyText")}
          </EmptyState>
        }
      >
        {(page) => (
          <>
            <EventTable events={page.events} />
            <CursorPager
              cursor={cursor}
              nextCursor={page.next_cursor}
              onChange={setCursor}
              shown={page.events.length}
            />
          </>
        )}
      </QueryView>
    </>
  );
}

function EventTable({ events }: { events: EventView[] }) {
  const t = useTranslations("events");
  const columns: DataTableColumn<EventView>[] = [
    { id: "name", header: t("name"), cell: (row) => row.product_id ?? row.name, primary: true },
    { id: "person", header: t("person"), cell: (row) => row.external_user_id ?? "–" },
    {
      id: "properties",
      header: t("properties"),
      cell: (row) => (
        <Text size="xs" ff="monospace" truncate maw={360}>
          {JSON.stringify(row.properties)}
        </Text>
      ),
      hideBelow: "md",
    },
    {
      id: "received",
      header: t("received"),
      cell: (row) => <RelativeTime value={row.received_at} />,
      shrink: true,
    },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={events}
      rowId={(row) => row.event_id}
      rowDetail={(row) => (
        <Group p="sm">
          <CodeBlock label={t("properties")} code={JSON.stringify(row, null, 2)} wrap />
        </Group>
      )}
    />
  );
}
