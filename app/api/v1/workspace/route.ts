import { handle } from "#app/api/handle.ts";
import { WorkspacePatch } from "#lib/workspace/schema.ts";
import { changeWorkspace, getWorkspace } from "#lib/workspace/service.ts";

const current = getWorkspace;

export const GET = handle({ scope: "workspace.read", current }, async (context) =>
  Response.json(await getWorkspace(context)),
);

export const PATCH = handle(
  { scope: "workspace.write", current, body: WorkspacePatch },
  async (context, { body }) => Response.json(await changeWorkspace(context, body)),
);
