import { handle } from "#app/api/handle.ts";
import { runImport } from "#lib/import/service.ts";

export const POST = handle<{ importId: string }>({ scope: "users.write" }, async (context, { params }) =>
  Response.json(await runImport(context, params.importId), { status: 202 }),
);
