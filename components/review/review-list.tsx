"use client";

import { SegmentedControl, Stack, Text } from "@mantine/core";
import { IconChecklist, IconRoute, IconSpeakerphone } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { parseAsStringLiteral, useQueryStates } from "nuqs";
import { useCan } from "#components/shell/session.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { CursorPager, useCursor } from "#components/ui/pager.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { TableSkeleton } from "#components/ui/skeletons.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { useLive } from "#components/use-live.ts";
import type { ReviewView } from "#lib/review/schema.ts";
import { reviewQueries } from "./queries.ts";
import { RiskMarks } from "./risk-marks.tsx";

const VIEWS = ["mine", "open", "asked", "decided"] as const;

/** The queue of a reviewer, and what became of what was asked. */
export function ReviewList() {
  const t = useTranslations("reviews");
  const mayDecide = useCan("reviews.decide");
  const [{ view }, setFilter] = useQueryStates({
    view: parseAsStringLiteral(VIEWS).withDefault(mayDecide ? "mine" : "open"),
  });
  const [cursor, setCursor] = useCursor();
  const query = useQuery(reviewQueries.list({ view, cursor }));
  useLive(["reviews"], [reviewQueries.all]);
  const views = VIEWS.filter((name) => name !== "mine" || mayDecide);
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <SegmentedControl
        aria-label={t("filter")}
        value={view}
        onChange={(next) => {
          void setCursor(null);
          void setFilter({ view: next as (typeof VIEWS)[number] });
        }}
        data={views.map((name) => ({ value: name, label: t(`views.${name}`) }))}
        mb="sm"
        maw="100%"
        style={{ overflowX: "auto" }}
      />
      <QueryView
        query={query}
        skeleton={<TableSkeleton columns={4} />}
        isEmpty={(page) => page.reviews.length === 0}
        empty={
          <EmptyState icon={<IconChecklist size={28} />} title={t(`empty.${view}`)}>
            {t(`emptyHint.${view}`)}
          </EmptyState>
        }
      >
        {(page) => (
          <>
            <ReviewTable reviews={page.reviews} />
            <CursorPager
              cursor={cursor}
              nextCursor={page.next_cursor}
              onChange={setCursor}
              shown={page.reviews.length}
            />
          </>
        )}
      </QueryView>
    </>
  );
}

function ReviewTable({ reviews }: { reviews: ReviewView[] }) {
  const t = useTranslations("reviews");
  const columns: DataTableColumn<ReviewView>[] = [
    { id: "item", header: t("item"), cell: (row) => <Item review={row} />, primary: true },
    { id: "status", header: t("status"), shrink: true, cell: (row) => <ReviewStatus status={row.status} /> },
    {
      id: "risks",
      header: t("look"),
      hideBelow: "md",
      cell: (row) => <RiskMarks risks={row.risks} />,
    },
    { id: "by", header: t("askedBy"), hideBelow: "sm", shrink: true, cell: (row) => row.requested_by.name },
    {
      id: "age",
      header: t("age"),
      hideBelow: "sm",
      shrink: true,
      sortValue: (row) => row.created_at,
      cell: (row) => <RelativeTime value={row.created_at} />,
    },
    {
      id: "due",
      header: t("due"),
      shrink: true,
      sortValue: (row) => row.due_at,
      cell: (row) => <Due review={row} />,
    },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={reviews}
      rowId={(row) => row.review_id}
      rowHref={(row) => `/reviews/${row.review_id}`}
      minWidth={300}
    />
  );
}

function Item({ review: { subject } }: { review: ReviewView }) {
  const t = useTranslations("reviews");
  const Icon = subject.type === "campaign" ? IconSpeakerphone : IconRoute;
  return (
    <Stack gap={0} component="span">
      <span>{subject.name}</span>
      <Text component="span" size="xs" c="dimmed">
        <Icon size={12} aria-hidden="true" /> {t(`types.${subject.type}`)}
      </Text>
    </Stack>
  );
}

/** "requested" reads as what it means for the reader: it waits. */
export function ReviewStatus({ status }: { status: ReviewView["status"] }) {
  return <StatusBadge status={status === "requested" ? "in_review" : status} />;
}

/** When it is wanted; late is said in words as well. */
export function Due({ review }: { review: Pick<ReviewView, "due_at" | "status"> }) {
  const t = useTranslations("reviews");
  if (review.due_at === null) return "–";
  const late = review.status === "requested" && new Date(review.due_at) < new Date();
  return (
    <Text component="span" size="sm" {...(late ? { c: "var(--sb-bad)" } : {})}>
      {late ? `${t("late")} ` : ""}
      <RelativeTime value={review.due_at} />
    </Text>
  );
}
