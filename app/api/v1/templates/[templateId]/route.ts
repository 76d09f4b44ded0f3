import { handle } from "#app/api/handle.ts";
import type { Context } from "#lib/platform/context.ts";
import { changeTemplate, getTemplate, removeTemplate } from "#lib/template/service-webhook-templates.ts";
import { patchTemplateSchema } from "#lib/template/webhook-template-schema.ts";

type Params = { templateId: string };
const current = (context: Context, params: Params) => getTemplate(context, params.templateId);

export const GET = handle<Params>(
  { scope: "templates.read", alsoScope: "templates.webhook.info", current },
  async (context, { params }) => Response.json(await getTemplate(context, params.templateId)),
);

export const PATCH = handle<Params, typeof patchTemplateSchema>(
  {
    scope: "templates.write",
    alsoScope: "templates.webhook.update",
    dryRun: true,
    current,
    body: patchTemplateSchema,
  },
  async (context, { params, body }) => Response.json(await changeTemplate(context, params.templateId, body)),
);

export const DELETE = handle<Params>({ scope: "templates.write", current }, async (context, { params }) => {
  await removeTemplate(context, params.templateId);
  return Response.json({ message: "success" });
});
