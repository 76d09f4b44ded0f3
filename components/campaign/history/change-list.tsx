"use client";

import { Box } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { campaignQueries } from "#components/campaign/queries.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import { CursorPager, useCursor } from "#components/ui/pager.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { CampaignChange } from "#lib/campaign/version-schema.ts";

/** Who did what to the campaign, newest first. */
export function ChangeList({ campaignId }: { campaignId: string }) {
  const t = useTranslations("history");
  const fields = useTranslations("versions.fields");
  const [cursor, setCursor] = useCursor("changes");
  const query = useQuery(campaignQueries.changes(campaignId, cursor));
  const action = (change: CampaignChange): string =>
    t.has(`actions.${change.action}`) ? t(`actions.${change.action}`) : change.action;
  const field = (name: string): string =>
    name === "variations" ? t("messages") : fields.has(name) ? fields(name) : name;
  return (
    <QueryView query={query}>
      {({ changes, next_cursor }) => (
        <>
          <DataTable
            caption={t("changes")}
            rows={changes}
            rowId={(row) => row.change_id}
            minWidth={420}
            columns={[
              { id: "at", header: t("at"), cell: (row) => <RelativeTime value={row.at} />, shrink: true },
              { id: "by", header: t("by"), cell: (row) => row.by, shrink: true },
              { id: "what", header: t("what"), cell: action },
              {
                id: "fields",
                header: t("fields"),
                cell: (row) => (row.action === "changed" ? row.fields.map(field).join(", ") : ""),
                hideBelow: "sm",
              },
            ]}
          />
          <Box px="md" pb="sm">
            <CursorPager
              cursor={cursor}
              nextCursor={next_cursor}
              onChange={setCursor}
              shown={changes.length}
            />
          </Box>
        </>
      )}
    </QueryView>
  );
}
