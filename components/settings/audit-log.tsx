"use client";

import { Button, SimpleGrid, Text } from "@mantine/core";
import { IconDownload, IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { z } from "zod";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterBar, FilterReset, FilterSearch, FilterSelect, useFilter } from "#components/ui/filter-bar.tsx";
import { CursorPager, useCursor } from "#components/ui/pager.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { TableSkeleton } from "#components/ui/skeletons.tsx";
import type { AuditEntryView } from "#lib/workspace/schema.ts";
import { settingsQueries } from "./queries.ts";

const Actor = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("user"), name: z.string() }),
  z.object({ kind: z.literal("api_key"), name: z.string() }),
  z.object({ kind: z.literal("system"), job: z.string() }),
]);

const FILTERS = ["action", "actor", "subject_type", "cursor"];
const KINDS = ["campaign", "canvas", "review", "segment", "secret", "user", "workspace"] as const;

/** Who changed what, newest first. */
export function AuditLog() {
  const t = useTranslations("settings");
  const [action] = useFilter("action");
  const [actor] = useFilter("actor");
  const [kind] = useFilter("subject_type");
  const [cursor, setCursor] = useCursor();
  const query = useQuery(settingsQueries.auditLog({ action, actor, subject_type: kind, cursor }));
  const filtered = Object.entries({ action, actor, subject_type: kind }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  const empty =
    filtered.length > 0 ? (
      <EmptyState order={3} title={t("audit.emptyFilter")} action={<FilterReset params={FILTERS} />}>
        {t("audit.emptyFilterBody")}
      </EmptyState>
    ) : (
      <EmptyState order={3} icon={<IconHistory size={22} />} title={t("audit.empty")}>
        {t("audit.emptyBody")}
      </EmptyState>
    );
  return (
    <SectionCard
      title={t("tabs.audit")}
      description={t("audit.description")}
      actions={
        <Button
          component="a"
          variant="default"
          href={`/api/v1/audit_log/export?${new URLSearchParams(filtered).toString()}`}
          leftSection={<IconDownload size={15} aria-hidden="true" />}
        >
          {t("audit.export")}
        </Button>
      }
    >
      <FilterBar>
        <FilterSearch param="action" label={t("audit.search")} />
        <FilterSearch param="actor" label={t("audit.searchWho")} />
        <FilterSelect
          param="subject_type"
          label={t("audit.subjectType")}
          options={KINDS.map((value) => ({ value, label: t(`audit.kinds.${value}`) }))}
        />
        <FilterReset params={FILTERS} />
      </FilterBar>
      <QueryView
        query={query}
        skeleton={<TableSkeleton columns={4} />}
        isEmpty={(page) => page.audit_log.length === 0}
        empty={empty}
      >
        {(page) => (
          <>
            <AuditTable entries={page.audit_log} />
            <CursorPager
              cursor={cursor}
              nextCursor={page.next_cursor}
              onChange={setCursor}
              shown={page.audit_log.length}
            />
          </>
        )}
      </QueryView>
    </SectionCard>
  );
}

function AuditTable({ entries }: { entries: AuditEntryView[] }) {
  const t = useTranslations("settings");
  return (
    <DataTable
      caption={t("audit.caption")}
      rows={entries}
      rowId={(entry) => entry.audit_entry_id}
      rowName={(entry) => entry.action}
      rowDetail={(entry) => <Change entry={entry} />}
      columns={[
        { id: "at", header: t("audit.at"), shrink: true, cell: (entry) => <RelativeTime value={entry.at} /> },
        { id: "who", header: t("audit.who"), cell: (entry) => <ActorName actor={entry.actor} /> },
        { id: "action", header: t("audit.action"), cell: (entry) => <code>{entry.action}</code> },
        {
          id: "subject",
          header: t("audit.subject"),
          hideBelow: "sm",
          cell: (entry) => (
            <Text size="sm" c="dimmed" truncate maw={220} title={entry.subject_id}>
              {entry.subject_type} {entry.subject_id.slice(0, 13)}
            </Text>
          ),
        },
      ]}
    />
  );
}

function ActorName({ actor }: { actor: unknown }) {
  const t = useTranslations("settings");
  const parsed = Actor.safeParse(actor);
  if (!parsed.success) return "–";
  const { data } = parsed;
  return t(`audit.actor.${data.kind}`, { name: data.kind === "system" ? data.job : data.name });
}

function Change({ entry }: { entry: AuditEntryView }) {
  const t = useTranslations("settings");
  if (entry.before === null && entry.after === null) return <Text size="sm">{t("audit.noChange")}</Text>;
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }}>
      {entry.before === null ? null : (
        <CodeBlock label={t("audit.before")} code={pretty(entry.before)} wrap />
      )}
      {entry.after === null ? null : <CodeBlock label={t("audit.after")} code={pretty(entry.after)} wrap />}
    </SimpleGrid>
  );
}

const pretty = (value: unknown): string => JSON.stringify(value, null, 2) ?? "";
