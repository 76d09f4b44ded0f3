"use client";

import { Group, Select, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { DataTable } from "#components/ui/data-table.tsx";
import { LoadMore } from "#components/ui/pager.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { ENTRY_STATES, type EntryView } from "#lib/canvas/run-schema.ts";
import { useCommands, useSelection } from "./commands.tsx";
import { canvasQueries } from "./queries.ts";
import { useResultStats, useResults } from "./use-results.ts";

const TYPING_MS = 250;

/** The people behind a number, or all of them, newest first. */
export function People({ canvasId }: { canvasId: string }) {
  const t = useTranslations("journeyResults");
  const states = useTranslations("journeys");
  const { title } = useCommands();
  const { selected } = useSelection();
  const { did, path, state, version, set } = useResults();
  const [who, setWho] = useState("");
  const [external_user_id] = useDebouncedValue(who.trim() || null, TYPING_MS);
  const filter = { step: selected, did, path, state, version, external_user_id };
  const query = useInfiniteQuery({
    ...canvasQueries.entries(canvasId, filter),
    placeholderData: keepPreviousData,
  });
  // A step of an old version may be gone from the draft; the numbers know what it was called.
  const { stats } = useResultStats(canvasId, true);
  const counted = stats?.steps.find((step) => step.step === selected);
  const name = selected ? (counted?.step_name ?? title(selected)) : "";
  const filtered = selected !== null || state !== null || external_user_id !== null;
  return (
    <section aria-label={t("people")}>
      <Title order={3} size="h4" mb="xs">
        {selected ? t(did ? `who.${did}` : path ? "who.path" : "who.at", { name }) : t("people")}
      </Title>
      <Group grow mb="xs" align="flex-start">
        <TextInput
          label={t("findPerson")}
          placeholder={t("findPersonText")}
          value={who}
          onChange={(event) => setWho(event.currentTarget.value)}
        />
        <Select
          label={t("state")}
          placeholder={t("anyState")}
          data={ENTRY_STATES.map((value) => ({ value, label: states(`states.${value}`) }))}
          value={state}
          onChange={(value) => void set({ state: value })}
          clearable
        />
      </Group>
      <QueryView
        query={query}
        isEmpty={(data) => data.pages[0]?.entries.length === 0}
        empty={<Text c="dimmed">{t(filtered ? "nobodyHere" : "nobodyYet")}</Text>}
      >
        {(data) => {
          const entries = data.pages.flatMap((page) => page.entries);
          return (
            <>
              <PeopleTable caption={t("people")} entries={entries} onOpen={(id) => void set({ entry: id })} />
              <LoadMore
                shown={entries.length}
                hasMore={query.hasNextPage}
                loading={query.isFetchingNextPage}
                onLoadMore={() => void query.fetchNextPage()}
              />
            </>
          );
        }}
      </QueryView>
    </section>
  );
}

type TableProps = { caption: string; entries: EntryView[]; onOpen: (entryId: string) => void };

export function PeopleTable({ caption, entries, onOpen }: TableProps) {
  const t = useTranslations("journeyResults");
  const words = useTranslations("journeys");
  return (
    <DataTable
      caption={caption}
      minWidth={320}
      columns={[
        { id: "person", header: t("person"), cell: (row) => row.external_user_id || "–", primary: true },
        { id: "state", header: t("state"), cell: (row) => words(`states.${row.state}`), shrink: true },
        {
          id: "step",
          header: t("step"),
          cell: (row) =>
            row.step_name ??
            (row.step_type ? words(`kinds.${row.step_type as "message"}`) : (row.step ?? "–")),
        },
        {
          id: "since",
          header: t("since"),
          cell: (row) => <RelativeTime value={row.since} />,
          hideBelow: "sm",
          shrink: true,
        },
      ]}
      rows={entries}
      rowId={(row) => row.entry_id}
      onRowOpen={(row) => onOpen(row.entry_id)}
    />
  );
}
