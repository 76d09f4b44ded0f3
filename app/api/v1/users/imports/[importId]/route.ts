import { handle } from "#app/api/handle.ts";
import { IMPORT_TEXTS, patchImportSchema } from "#lib/import/schema.ts";
import { changeImport, getImport } from "#lib/import/service.ts";

type Params = { importId: string };

export const GET = handle<Params>(
  { scope: "users.read", alsoScope: "import.write", personal: IMPORT_TEXTS },
  async (context, { params }) => Response.json(await getImport(context, params.importId)),
);

export const PATCH = handle<Params, typeof patchImportSchema>(
  { scope: "users.write", alsoScope: "import.write", personal: IMPORT_TEXTS, body: patchImportSchema },
  async (context, { params, body }) => Response.json(await changeImport(context, params.importId, body)),
);
