"use client";

import { Stack, Text } from "@mantine/core";
import { IconBook } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { EventNameAnswer } from "#lib/event/view-schema.ts";
import { eventQueries } from "./queries.ts";
import { trackCurl } from "./track-curl.ts";
import { useOrigin } from "./use-origin.ts";

/** Every event name seen, with its properties and a call that sends one like it. */
export function EventCatalogue() {
  const t = useTranslations("events");
  const query = useQuery(eventQueries.names());
  const columns: DataTableColumn<EventNameAnswer>[] = [
    { id: "name", header: t("name"), cell: (row) => row.name, primary: true, sortValue: (row) => row.name },
    {
      id: "kind",
      header: t("kind"),
      cell: (row) => (row.kind === "purchase" ? t("kindPurchase") : t("kindEvent")),
      shrink: true,
      hideBelow: "sm",
    },
    {
      id: "properties",
      header: t("properties"),
      cell: (row) => Object.keys(row.properties).join(", ") || "–",
      hideBelow: "sm",
    },
    {
      id: "last",
      header: t("lastSeen"),
      cell: (row) => <RelativeTime value={row.last_seen_at} />,
      sortValue: (row) => row.last_seen_at,
      shrink: true,
    },
  ];
  return (
    <QueryView
      query={query}
      empty={
        <EmptyState icon={<IconBook size={28} />} title={t("emptyTitle")}>
          {t("emptyText")}
        </EmptyState>
      }
    >
      {(names) => (
        <DataTable
          caption={t("catalogue")}
          columns={columns}
          rows={names}
          rowId={(row) => row.name}
          rowDetail={(row) => <NameDetail entry={row} />}
        />
      )}
    </QueryView>
  );
}

function NameDetail({ entry }: { entry: EventNameAnswer }) {
  const t = useTranslations("events");
  const origin = useOrigin();
  const properties = Object.entries(entry.properties);
  const examples = Object.fromEntries(properties.map(([name, { example }]) => [name, example]));
  return (
    <Stack gap="xs" p="sm">
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
