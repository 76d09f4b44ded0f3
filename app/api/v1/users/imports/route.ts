import { handle } from "#app/api/handle.ts";
import { IMPORT_LIMITS, IMPORT_TEXTS, importPageQuerySchema, uploadQuerySchema } from "#lib/import/schema.ts";
import { listImports } from "#lib/import/service.ts";
import { uploadImport } from "#lib/import/service-upload.ts";

export const GET = handle(
  { scope: "users.read", alsoScope: "import.write", query: importPageQuerySchema },
  async (context, { query }) => Response.json(await listImports(context, query)),
);

/** The CSV file itself as the body, at most 200 MiB. It is looked at and kept; nothing is imported yet. */
export const POST = handle(
  {
    scope: "users.write",
    alsoScope: "import.write",
    personal: IMPORT_TEXTS,
    stream: "text/csv",
    maxBytes: IMPORT_LIMITS.megabytes * 1024 * 1024,
    query: uploadQuerySchema,
  },
  async (context, { query, request }) =>
    Response.json(await uploadImport(context, request.body, query), { status: 201 }),
);
