import { handle } from "#app/api/handle.ts";
import { listInputSchema } from "#lib/segment/list-schema.ts";
import { listOrThrow, removeList, renameList } from "#lib/segment/service-lists.ts";

type Params = { listId: string };

export const GET = handle<Params>({ scope: "segments.read" }, async (context, { params }) =>
  Response.json(await listOrThrow(context, params.listId)),
);

export const PATCH = handle<Params, typeof listInputSchema>(
  { scope: "segments.write", body: listInputSchema },
  async (context, { params, body }) => Response.json(await renameList(context, params.listId, body)),
);

export const DELETE = handle<Params>({ scope: "segments.write" }, async (context, { params }) => {
  await removeList(context, params.listId);
  return new Response(null, { status: 204 });
});
