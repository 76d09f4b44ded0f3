import { handle } from "#app/api/handle.ts";
import { IMPORT_TEXTS } from "#lib/import/schema.ts";
import { runImport } from "#lib/import/service.ts";

export const POST = handle<{ importId: string }>(
  { scope: "users.write", alsoScope: "import.write", personal: IMPORT_TEXTS },
  async (context, { params }) => Response.json(await runImport(context, params.importId), { status: 202 }),
);
