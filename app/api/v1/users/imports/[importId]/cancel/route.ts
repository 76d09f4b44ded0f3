import { handle } from "#app/api/handle.ts";
import { cancelImport } from "#lib/import/service.ts";

export const POST = handle<{ importId: string }>({ scope: "users.write" }, async (context, { params }) =>
  Response.json(await cancelImport(context, params.importId)),
);
