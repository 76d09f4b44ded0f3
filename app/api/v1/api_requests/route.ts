import { handle } from "#app/api/handle.ts";
import { apiRequestsQuerySchema } from "#lib/api-log/schema.ts";
import { apiRequests } from "#lib/api-log/service.ts";

/** The last calls that keys of the workspace made. */
export const GET = handle(
  { scope: "api_keys.read", query: apiRequestsQuerySchema },
  async (context, { query }) => Response.json(await apiRequests(context, query)),
);
