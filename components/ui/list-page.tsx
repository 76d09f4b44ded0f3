"use client";

import { Group, Stack } from "@mantine/core";
import { IconFilterOff } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryStates } from "nuqs";
import type { ReactNode } from "react";
import { EmptyState } from "./empty-state.tsx";
import { FilterBar, FilterReset } from "./filter-bar.tsx";
import { PageHeader } from "./page-header.tsx";
import { CursorPager } from "./pager.tsx";
import { QueryView } from "./query-view.tsx";
import { SavedViews } from "./saved-views.tsx";
import { TableSkeleton } from "./skeletons.tsx";

type ListPageProps<Page> = {
  title: string;
  description: string;
  actions: ReactNode;
  /** Tabs under the title. */
  tabs?: ReactNode;
  /** The filter fields; `params` are their names in the address. */
  filters: ReactNode;
  params: readonly string[];
  /** Where saved views of this list are kept in the browser. */
  views: string;
  query: { data: Page | undefined; error: unknown; refetch: () => unknown };
  /** Rows on the page. */
  count: (page: Page) => number;
  cursor: string | null;
  onCursor: (cursor: string | null) => unknown;
  /** Title when the filters exclude everything. */
  nothingMatches: string;
  /** Shown when there is nothing at all. */
  empty: ReactNode;
  children: (page: Page) => ReactNode;
};

/** A page that lists things of one kind: header, filters with saved views, rows, pages, and both ways of being empty. */
export function ListPage<Page extends { next_cursor: string | null }>(props: ListPageProps<Page>) {
  const t = useTranslations("ui");
  const { params, count } = props;
  const [values] = useQueryStates(Object.fromEntries(params.map((param) => [param, parseAsString])));
  const filtered = Object.values(values).some((value) => value !== null);
  return (
    <>
      <PageHeader title={props.title} description={props.description} actions={props.actions}>
        {props.tabs}
      </PageHeader>
      <Stack gap={4} mb="sm">
        <FilterBar>
          {props.filters}
          <FilterReset params={[...params]} />
        </FilterBar>
        <SavedViews storageKey={props.views} params={params} />
      </Stack>
      <QueryView
        query={props.query}
        skeleton={<TableSkeleton rows={8} columns={6} />}
        isEmpty={(page) => count(page) === 0}
        empty={
          filtered ? (
            <EmptyState
              icon={<IconFilterOff size={28} />}
              title={props.nothingMatches}
              action={
                <Group>
                  <FilterReset params={[...params]} />
                </Group>
              }
            >
              {t("list.nothingMatchesHint")}
            </EmptyState>
          ) : (
            props.empty
          )
        }
      >
        {(page) => (
          <>
            {props.children(page)}
            <CursorPager
              cursor={props.cursor}
              nextCursor={page.next_cursor}
              onChange={props.onCursor}
              shown={count(page)}
            />
          </>
        )}
      </QueryView>
    </>
  );
}
