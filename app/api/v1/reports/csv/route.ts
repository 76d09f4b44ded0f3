import type { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { reportCsv } from "#lib/analytics/report-csv.ts";
import { reportCsvQuerySchema } from "#lib/analytics/schema.ts";
import { fullReport } from "#lib/analytics/service.ts";

export const GET = handle<Record<never, string>, z.ZodUnknown, typeof reportCsvQuerySchema>(
  { scope: "campaigns.read", alsoScope: "reports.read", query: reportCsvQuerySchema },
  async (context, { query }) =>
    new Response(reportCsv(await fullReport(context, query)), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": 'attachment; filename="report.csv"',
      },
    }),
);
