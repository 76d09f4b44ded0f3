"use client";

import { Badge, Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { RangeSelect } from "#components/campaign/results/range-bar.tsx";
import classes from "#components/campaign/results/results.module.css";
import { useRange } from "#components/campaign/results/use-range.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { CursorPager, useCursor } from "#components/ui/pager.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { REPORT_KINDS } from "#lib/analytics/schema.ts";
import { reportCsvHref, reportQueries } from "./queries.ts";
import { ReportChart } from "./report-chart.tsx";
import { ReportTable } from "./report-table.tsx";
import { SAMPLE_ROWS } from "./sample-rows.ts";

/** Campaigns and journeys side by side: how much, how well, how fast, to what effect. */
export function ReportView() {
  const t = useTranslations("reports");
  const state = useRange(null, "30d");
  const [kind, setKind] = useQueryState("kind", parseAsStringLiteral(REPORT_KINDS).withDefault("all"));
  const [cursor, setCursor] = useCursor();
  const { since, until } = state.range;
  const filter = { kind, since, until };
  const query = useQuery(reportQueries.page(filter, cursor));
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <Group gap="sm" align="flex-end" mb="md">
        <RangeSelect
          state={{ ...state, choose: (next) => void setCursor(null).then(() => state.choose(next)) }}
          ranges={["24h", "7d", "30d", "90d", "custom"]}
        />
        <SegmentedControl
          aria-label={t("kind")}
          value={kind}
          onChange={(next) => {
            void setCursor(null);
            void setKind(next as (typeof REPORT_KINDS)[number]);
          }}
          data={REPORT_KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
        />
        <Button
          component="a"
          href={reportCsvHref(filter)}
          download
          variant="default"
          ms="auto"
          leftSection={<IconDownload size={16} aria-hidden="true" />}
        >
          {t("csv")}
        </Button>
      </Group>
      <QueryView
        query={query}
        isEmpty={({ rows }) => rows.length === 0 && cursor === null}
        empty={<Sample />}
      >
        {({ rows, next_cursor }) => (
          <Stack gap="lg" className={classes.cards ?? ""}>
            <SectionCard title={t("volume")} description={t("volumeText")}>
              <ReportChart rows={rows} />
            </SectionCard>
            <SectionCard title={t("comparison")} description={t("comparisonText")} flush>
              <ReportTable rows={rows} />
            </SectionCard>
            <CursorPager cursor={cursor} nextCursor={next_cursor} onChange={setCursor} shown={rows.length} />
          </Stack>
        )}
      </QueryView>
    </>
  );
}

/** Nothing was sent in this time: what a report looks like, marked as made up. */
function Sample() {
  const t = useTranslations("reports");
  return (
    <Stack gap="lg" className={classes.cards ?? ""}>
      <EmptyState title={t("emptyTitle")}>{t("emptyText")}</EmptyState>
      <SectionCard
        title={t("comparison")}
        description={
          <Text component="span" size="sm">
            <Badge variant="light" color="yellow" c="var(--sb-warn)" me={6}>
              {t("sample")}
            </Badge>
            {t("sampleText")}
          </Text>
        }
        flush
      >
        <ReportTable rows={SAMPLE_ROWS} plain />
      </SectionCard>
    </Stack>
  );
}
