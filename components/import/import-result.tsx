"use client";

import { Button, Group, Progress, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useFormatter, useTranslations } from "next-intl";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { SectionCard } from "#components/ui/section-card.tsx";
import { useProblemWords } from "#components/ui/use-problem-words.ts";
import type { ImportView as Import } from "#lib/import/schema.ts";
import { refusedRowsHref } from "./queries.ts";

/** How far a check or a run is. */
export function ImportProgress({ data }: { data: Import }) {
  const t = useTranslations("imports");
  const label = t(`progress.${data.status === "running" ? "running" : "checking"}`, {
    rows: data.counts.rows,
  });
  return (
    <SectionCard title={label}>
      <Stack gap="sm">
        <Progress aria-label={label} value={data.progress * 100} size="lg" animated />
        <Counts counts={data.counts} />
      </Stack>
    </SectionCard>
  );
}

/** What the check found, or what the run did; nothing before the first check. */
export function ImportResult({ data, stale }: { data: Import; stale: boolean }) {
  const t = useTranslations("imports");
  const open = data.status === "uploaded" || data.status === "checked";
  const counts = open ? data.check : data.counts;
  if (!counts) return null;
  const title = open ? "checkResult" : data.status === "cancelled" ? "cancelledResult" : "runResult";
  return (
    <SectionCard title={t(title)} description={open ? t("checkFirst") : undefined}>
      <Stack gap="md" opacity={stale ? 0.55 : 1}>
        <Counts counts={counts} />
        {open && data.check && data.check.repeated > 0 ? (
          <Text size="sm">{t("repeated", { count: data.check.repeated })}</Text>
        ) : null}
        {counts.refused > 0 ? <Problems data={data} /> : null}
      </Stack>
    </SectionCard>
  );
}

function Counts({ counts }: { counts: Import["counts"] }) {
  const t = useTranslations("imports");
  const format = useFormatter();
  return (
    <SimpleGrid component="dl" cols={{ base: 2, sm: 4 }} m={0} aria-live="polite">
      {(["new", "changed", "unchanged", "refused"] as const).map((name) => (
        <div key={name}>
          <Text component="dt" size="sm" c="dimmed">
            {t(name)}
          </Text>
          <Text
            component="dd"
            m={0}
            size="xl"
            fw={600}
            {...(name === "refused" && counts.refused > 0 ? { c: "var(--sb-bad)" } : {})}
          >
            {format.number(counts[name])}
          </Text>
        </div>
      ))}
    </SimpleGrid>
  );
}

type Problem = Import["problems"][number];

function Problems({ data }: { data: Import }) {
  const t = useTranslations("imports");
  const say = useProblemWords();
  const columns: DataTableColumn<Problem>[] = [
    { id: "line", header: t("line"), cell: (row) => row.line, align: "end", shrink: true },
    { id: "column", header: t("column"), cell: (row) => row.column ?? t("wholeRow"), shrink: true },
    { id: "problem", header: t("problem"), cell: (row) => say(row).message },
    { id: "fix", header: t("fix"), cell: (row) => say(row).hint, hideBelow: "sm" },
  ];
  return (
    <Stack gap="xs">
      <Group justify="space-between" align="flex-end" gap="xs">
        <div>
          <Text component="h3" fw={600} m={0}>
            {t("problems")}
          </Text>
          <Text size="sm" c="dimmed">
            {t("problemsText")}
          </Text>
        </div>
        <Button
          component="a"
          href={refusedRowsHref(data.import_id)}
          download
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden="true" />}
        >
          {t("download")}
        </Button>
      </Group>
      <DataTable
        caption={t("problems")}
        columns={columns}
        rows={data.problems}
        rowId={(row) => `${row.line}:${row.column}:${row.code}`}
        minWidth={420}
      />
    </Stack>
  );
}
