import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { hostFilterSchema } from "#lib/host/schema.ts";
import { listHosts } from "#lib/host/service.ts";

const query = hostFilterSchema.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().optional(),
});

export const GET = handle({ scope: "hosts.read", query }, async (context, { query: page }) =>
  Response.json(await listHosts(context, page)),
);
