"use client";

import { Button, Group } from "@mantine/core";
import { IconFileImport, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { trackCurl } from "#components/event/track-curl.ts";
import { useOrigin } from "#components/event/use-origin.ts";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-columns.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterBar, FilterReset, FilterSearch, useFilter } from "#components/ui/filter-bar.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { CursorPager, useCursor } from "#components/ui/pager.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { UserSummary } from "#lib/profile/user-schema.ts";
import { peopleQueries } from "./queries.ts";
import { SamplePeopleButton } from "./sample-people.tsx";

/** Everybody known, the newest first. */
export function PeopleList() {
  const t = useTranslations("people");
  const origin = useOrigin();
  const [search] = useFilter("q");
  const [attribute] = useFilter("attribute");
  const [value] = useFilter("value");
  const [cursor, setCursor] = useCursor();
  const query = useQuery(peopleQueries.list({ search, attribute, value, cursor }));
  const importButton = (
    <Button
      component={Link}
      href="/people/imports"
      variant="default"
      leftSection={<IconFileImport size={16} aria-hidden="true" />}
    >
      {t("import")}
    </Button>
  );
  const filtered = [search, attribute].some((given) => given !== null);
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={importButton} />
      <FilterBar>
        <FilterSearch label={t("search")} />
        <FilterSearch param="attribute" label={t("attribute")} />
        <FilterSearch param="value" label={t("value")} />
        <FilterReset params={["q", "attribute", "value"]} />
      </FilterBar>
      <QueryView
        query={query}
        isEmpty={(page) => page.users.length === 0}
        empty={
          <EmptyState
            icon={<IconUsers size={28} />}
            title={filtered ? t("nothingMatches") : t("emptyTitle")}
            action={
              filtered ? undefined : (
                <Group gap="xs" justify="center">
                  <SamplePeopleButton />
                  {importButton}
                </Group>
              )
            }
            example={filtered ? null : <CodeBlock label={t("curl")} code={trackCurl(origin, "signed_up")} />}
          >
            {filtered ? t("nothingMatchesHint") : t("emptyText")}
          </EmptyState>
        }
      >
        {(page) => (
          <>
            <PeopleTable people={page.users} />
            <CursorPager
              cursor={cursor}
              nextCursor={page.next_cursor}
              onChange={setCursor}
              shown={page.users.length}
            />
          </>
        )}
      </QueryView>
    </>
  );
}

function PeopleTable({ people }: { people: UserSummary[] }) {
  const t = useTranslations("people");
  const columns: DataTableColumn<UserSummary>[] = [
    { id: "external_id", header: t("externalId"), cell: (row) => row.external_id, primary: true },
    { id: "name", header: t("name"), cell: (row) => fullName(row) ?? "–" },
    { id: "email", header: t("email"), cell: (row) => row.email ?? "–", hideBelow: "sm" },
    { id: "country", header: t("country"), cell: (row) => row.country ?? "–", shrink: true, hideBelow: "md" },
    {
      id: "created",
      header: t("created"),
      cell: (row) => <RelativeTime value={row.created_at} />,
      shrink: true,
      hideBelow: "sm",
    },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={people}
      rowId={(row) => row.user_id}
      rowHref={(row) => `/people/${encodeURIComponent(row.external_id)}`}
    />
  );
}

/** First and last name, or null when neither is known. */
export function fullName(person: Pick<UserSummary, "first_name" | "last_name">): string | null {
  return [person.first_name, person.last_name].filter(Boolean).join(" ") || null;
}
