import type { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { reportQuerySchema } from "#lib/analytics/schema.ts";
import { report } from "#lib/analytics/service.ts";

export const GET = handle<Record<never, string>, z.ZodUnknown, typeof reportQuerySchema>(
  { scope: "campaigns.read", alsoScope: "reports.read", query: reportQuerySchema },
  async (context, { query }) => Response.json(await report(context, query)),
);
