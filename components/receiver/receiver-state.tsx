"use client";

import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { DataTable } from "#components/ui/data-table.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { ReceiverState as State } from "#lib/receiver/schema.ts";
import { receiverQueries } from "./queries.ts";

/** What the stand-in remembers: balances, keys it has seen, records. */
export function ReceiverState({ receiverId }: { receiverId: string }) {
  const t = useTranslations("receivers");
  const query = useQuery(receiverQueries.state(receiverId));
  return (
    <SectionCard title={t("state")} description={t("stateText")}>
      <QueryView
        query={query}
        errorTitle={t("loadFailed")}
        isEmpty={(data) => data.entries.length === 0}
        empty={<Text c="dimmed">{t("stateEmpty")}</Text>}
      >
        {(data) => <Entries entries={data.entries} />}
      </QueryView>
    </SectionCard>
  );
}

function Entries({ entries }: { entries: State["entries"] }) {
  const t = useTranslations("receivers");
  return (
    <DataTable
      caption={t("state")}
      minWidth={280}
      columns={[
        {
          id: "key",
          header: t("key"),
          primary: true,
          cell: (row) => (
            <Text size="xs" ff="monospace" miw="8rem" style={{ overflowWrap: "anywhere" }}>
              {row.key}
            </Text>
          ),
        },
        {
          id: "value",
          header: t("value"),
          cell: (row) => (
            <Text span size="xs" ff="monospace" lineClamp={3} style={{ overflowWrap: "anywhere" }}>
              {JSON.stringify(row.value)}
            </Text>
          ),
        },
      ]}
      rows={entries}
      rowId={(row) => row.key}
    />
  );
}
