import { handle } from "#app/api/handle.ts";
import { checkImport } from "#lib/import/service.ts";

export const POST = handle<{ importId: string }>({ scope: "users.write" }, async (context, { params }) =>
  Response.json(await checkImport(context, params.importId), { status: 202 }),
);
