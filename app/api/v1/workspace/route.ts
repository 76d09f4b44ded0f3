import { handle } from "#app/api/handle.ts";
import { WorkspacePatch } from "#lib/workspace/schema.ts";
import { changeWorkspace, getWorkspace } from "#lib/workspace/service.ts";

export const GET = handle({ scope: "workspace.read" }, async (context) =>
  Response.json(await getWorkspace(context)),
);

export const PATCH = handle({ scope: "workspace.write", body: WorkspacePatch }, async (context, { body }) =>
  Response.json(await changeWorkspace(context, body)),
);
