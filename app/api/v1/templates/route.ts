import { z } from "zod";
import { handle } from "#app/api/handle.ts";
import { createTemplate, listTemplates } from "#lib/template/service-webhook-templates.ts";
import { createTemplateSchema } from "#lib/template/webhook-template-schema.ts";

const Query = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().optional(),
});

export const GET = handle(
  { scope: "templates.read", alsoScope: "templates.webhook.list", query: Query },
  async (context, { query }) => Response.json(await listTemplates(context, query)),
);

export const POST = handle(
  {
    scope: "templates.write",
    alsoScope: "templates.webhook.create",
    dryRun: true,
    body: createTemplateSchema,
  },
  async (context, { body }) => Response.json(await createTemplate(context, body), { status: 201 }),
);
