"use client";

import { Button } from "@mantine/core";
import { IconArrowsExchange } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryStates } from "nuqs";
import { apiKeyQueries } from "#components/api-key/queries.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterBar, FilterReset, FilterSearch, FilterSelect } from "#components/ui/filter-bar.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { CursorPager, useCursor } from "#components/ui/pager.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { TableSkeleton } from "#components/ui/skeletons.tsx";
import { type ApiRequestView, REQUEST_OUTCOMES } from "#lib/api-log/schema.ts";
import { apiLogQueries } from "./queries.ts";
import { useRequestColumns } from "./request-columns.tsx";
import { RequestDetail } from "./request-detail.tsx";

const PARAMS = ["outcome", "method", "path", "api_key_id", "request_id", "idempotency_key"] as const;
const PARSERS = Object.fromEntries(PARAMS.map((name) => [name, parseAsString]));
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

const idOf = (request: ApiRequestView) => request.request_id;

/** The last calls of API keys. */
export function RequestsView() {
  const t = useTranslations("apiLog");
  const [filter] = useQueryStates(PARSERS);
  const [cursor, setCursor] = useCursor();
  const query = useQuery(apiLogQueries.list(filter, cursor));
  const keys = useQuery(apiKeyQueries.list());
  const columns = useRequestColumns("workspace");
  const filtered = Object.values(filter).some((value) => value !== null);
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <FilterBar>
        <FilterSelect
          param="outcome"
          label={t("outcome")}
          options={REQUEST_OUTCOMES.map((value) => ({ value, label: t(`outcomes.${value}`) }))}
        />
        <FilterSelect
          param="method"
          label={t("method")}
          options={METHODS.map((value) => ({ value, label: value }))}
        />
        <FilterSelect
          param="api_key_id"
          label={t("caller")}
          searchable
          options={(keys.data?.api_keys ?? []).map((key) => ({
            value: key.api_key_id,
            label: `${key.name} (${key.prefix}…)`,
          }))}
        />
        <FilterSearch param="path" label={t("path")} />
        <FilterSearch param="idempotency_key" label={t("idempotencyKey")} />
        <FilterReset params={[...PARAMS]} />
      </FilterBar>
      <QueryView
        query={query}
        skeleton={<TableSkeleton columns={5} rows={8} />}
        errorTitle={t("loadFailed")}
        isEmpty={(page) => page.requests.length === 0}
        empty={<NothingYet filtered={filtered} />}
      >
        {(page) => (
          <>
            <DataTable
              caption={t("title")}
              columns={columns}
              rows={page.requests}
              rowId={idOf}
              rowName={(row) => `${row.method} ${row.path}`}
              rowDetail={(row) => <RequestDetail request={row} />}
            />
            <CursorPager
              cursor={cursor}
              nextCursor={page.next_cursor}
              onChange={setCursor}
              shown={page.requests.length}
            />
          </>
        )}
      </QueryView>
    </>
  );
}

function NothingYet({ filtered }: { filtered: boolean }) {
  const t = useTranslations("apiLog");
  if (filtered) return <EmptyState title={t("noMatch")}>{t("noMatchText")}</EmptyState>;
  return (
    <EmptyState
      icon={<IconArrowsExchange size={24} />}
      title={t("empty")}
      action={
        <Button component={Link} href="/developers/start" variant="default">
          {t("toStart")}
        </Button>
      }
    >
      {t("emptyText")}
    </EmptyState>
  );
}
