import { handle } from "#app/api/handle.ts";
import { listInputSchema } from "#lib/segment/list-schema.ts";
import { createList, listLists } from "#lib/segment/service-lists.ts";

export const GET = handle({ scope: "segments.read" }, async (context) =>
  Response.json(await listLists(context)),
);

export const POST = handle({ scope: "segments.write", body: listInputSchema }, async (context, { body }) =>
  Response.json(await createList(context, body), { status: 201 }),
);
