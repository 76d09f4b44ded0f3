"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { TableSkeleton } from "#components/ui/skeletons.tsx";
import { apiLogQueries } from "./queries.ts";
import { useRequestColumns } from "./request-columns.tsx";
import { RequestDetail } from "./request-detail.tsx";

/** The last calls that sent a campaign or were refused, with the reason. */
export function CampaignCalls({ campaignId }: { campaignId: string }) {
  const t = useTranslations("apiLog");
  const query = useQuery(apiLogQueries.ofCampaign(campaignId));
  const columns = useRequestColumns("campaign");
  return (
    <SectionCard title={t("calls")} description={t("callsText")} flush>
      <QueryView
        query={query}
        skeleton={<TableSkeleton columns={4} rows={3} />}
        errorTitle={t("loadFailed")}
        isEmpty={(page) => page.requests.length === 0}
        empty={<EmptyState title={t("noCalls")}>{t("noCallsText")}</EmptyState>}
      >
        {(page) => (
          <DataTable
            caption={t("calls")}
            columns={columns}
            rows={page.requests}
            rowId={(row) => row.request_id}
            rowName={(row) => `${row.status} ${row.caller}`}
            rowDetail={(row) => <RequestDetail request={row} />}
          />
        )}
      </QueryView>
    </SectionCard>
  );
}
