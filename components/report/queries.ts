import { queryOptions } from "@tanstack/react-query";
import { api } from "#components/api-client.ts";
import { reportPageSchema } from "#lib/analytics/schema.ts";

export type ReportFilter = { kind: string; since: string | null; until: string | null };

export const reportQueries = {
  page: (filter: ReportFilter, cursor: string | null) =>
    queryOptions({
      queryKey: ["reports", filter, cursor],
      queryFn: () => api(reportPageSchema, "/reports", { query: { ...filter, cursor } }),
      placeholderData: (previous) => previous,
    }),
};

/** Address of the whole report as a file. */
export const reportCsvHref = (filter: ReportFilter): string => {
  const given = Object.entries(filter).filter((pair): pair is [string, string] => pair[1] !== null);
  return `/api/v1/reports/csv?${new URLSearchParams(given).toString()}`;
};
