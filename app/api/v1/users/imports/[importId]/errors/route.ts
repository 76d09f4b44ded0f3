import { handle } from "#app/api/handle.ts";
import { refusedRows } from "#lib/import/service.ts";

/** The refused rows as CSV: line and reasons, then the cells as they were. */
export const GET = handle<{ importId: string }>(
  { scope: "users.read", personal: true },
  async (context, { params }) =>
    new Response(await refusedRows(context, params.importId), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="import-${params.importId}-refused.csv"`,
      },
    }),
);
