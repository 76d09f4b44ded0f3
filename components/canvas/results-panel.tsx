"use client";

import { Button, Group, Select, Stack, Text, Title } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { confirmAction } from "#components/ui/confirm.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import {
  type CanvasStats,
  ENTRY_STATES,
  type EntryRun,
  type EntryView,
  type Visit,
} from "#lib/canvas/run-schema.ts";
import { useCommands } from "./commands.tsx";
import { canvasQueries, exitEntry } from "./queries.ts";

type ResultsProps = { canvasId: string; stats: CanvasStats | undefined };

/** Numbers, the people behind them, and the run of one person. */
export function ResultsPanel({ canvasId, stats }: ResultsProps) {
  const [entryId, setEntryId] = useQueryState("entry", parseAsString);
  if (entryId) return <Run canvasId={canvasId} entryId={entryId} onClose={() => void setEntryId(null)} />;
  return <People canvasId={canvasId} stats={stats} onOpen={(id) => void setEntryId(id)} />;
}

function People({ canvasId, stats, onOpen }: ResultsProps & { onOpen: (entryId: string) => void }) {
  const t = useTranslations("journeys");
  const { selected, title } = useCommands();
  const [state, setState] = useQueryState("state", parseAsString);
  const query = useQuery(canvasQueries.entries(canvasId, { step: selected, state }));
  return (
    <Stack gap="md">
      <Title order={2} size="h3">
        {selected ? t("peopleAt", { name: title(selected) }) : t("people")}
      </Title>
      {stats ? <Text size="sm">{t("numbers", { ...totals(stats) })}</Text> : null}
      {stats && stats.stuck > 0 ? (
        <Text size="sm" c="var(--sb-bad)">
          {t("stuck", { count: stats.stuck })}
        </Text>
      ) : null}
      <Select
        label={t("state")}
        placeholder={t("anyState")}
        data={ENTRY_STATES.map((value) => ({ value, label: t(`states.${value}`) }))}
        value={state}
        onChange={(value) => void setState(value)}
        clearable
      />
      <QueryView
        query={query}
        isEmpty={(page) => page.entries.length === 0}
        empty={<Text c="dimmed">{t(selected || state ? "nobodyHere" : "nobodyYet")}</Text>}
      >
        {(page) => <PeopleTable entries={page.entries} onOpen={onOpen} />}
      </QueryView>
    </Stack>
  );
}

function PeopleTable({ entries, onOpen }: { entries: EntryView[]; onOpen: (entryId: string) => void }) {
  const t = useTranslations("journeys");
  return (
    <DataTable
      caption={t("people")}
      minWidth={320}
      columns={[
        { id: "person", header: t("person"), cell: (row) => row.external_user_id, primary: true },
        { id: "state", header: t("state"), cell: (row) => t(`states.${row.state}`), shrink: true },
        { id: "step", header: t("step"), cell: (row) => row.step_name ?? row.step ?? "–" },
      ]}
      rows={entries}
      rowId={(row) => row.entry_id}
      onRowOpen={(row) => onOpen(row.entry_id)}
    />
  );
}

function totals({ entered, inside, completed, exited, failed }: CanvasStats) {
  return { entered, inside, completed, exited, failed };
}

function Run({ canvasId, entryId, onClose }: { canvasId: string; entryId: string; onClose: () => void }) {
  const t = useTranslations("journeys");
  const query = useQuery({ ...canvasQueries.run(canvasId, entryId), refetchInterval: 5_000 });
  return (
    <Stack gap="md">
      <Button variant="subtle" size="compact-sm" onClick={onClose} style={{ alignSelf: "flex-start" }}>
        ← {t("people")}
      </Button>
      <QueryView query={query}>{(run) => <RunView canvasId={canvasId} run={run} />}</QueryView>
    </Stack>
  );
}

function RunView({ canvasId, run }: { canvasId: string; run: EntryRun }) {
  const t = useTranslations("journeys");
  const queryClient = useQueryClient();
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={2} size="h3">
          {t("runOf", { name: run.external_user_id })}
        </Title>
        {run.state === "active" ? (
          <Button
            variant="default"
            leftSection={<IconLogout size={15} aria-hidden="true" />}
            onClick={() =>
              confirmAction({
                title: t("exitTitle", { name: run.external_user_id }),
                body: t("exitText"),
                confirmLabel: t("exitPerson"),
                danger: true,
                onConfirm: async () => {
                  await exitEntry(canvasId, run.entry_id);
                  await queryClient.invalidateQueries({ queryKey: canvasQueries.all });
                },
              })
            }
          >
            {t("exitPerson")}
          </Button>
        ) : null}
      </Group>
      <Text size="sm">
        {t(`states.${run.state}`)} {run.reason ? `(${run.reason})` : ""} ·{" "}
        {t("version", { number: run.version })}
      </Text>
      <Stack component="ol" gap="sm" m={0} pl="lg">
        {run.steps.map((visit) => (
          <VisitItem key={`${visit.step} ${visit.arrived_at}`} visit={visit} />
        ))}
      </Stack>
    </Stack>
  );
}

function VisitItem({ visit }: { visit: Visit }) {
  const t = useTranslations("journeys");
  const name = visit.step_name ?? (visit.step_type ? t(`kinds.${visit.step_type}`) : visit.step);
  return (
    <li>
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {name}
        </Text>
        <Text size="xs" c="dimmed" component="span">
          <RelativeTime value={visit.arrived_at} />
        </Text>
      </Group>
      {visit.reason ? <Text size="sm">{visit.reason}</Text> : null}
      {visit.delivery ? (
        <Group gap="xs">
          <StatusBadge status={visit.delivery.status} />
          <Text size="sm" component={Link} href={`/deliveries/${visit.delivery.delivery_id}`}>
            {t("requestAndResponse")}
          </Text>
        </Group>
      ) : null}
    </li>
  );
}
