import { handle } from "#app/api/handle.ts";
import type { Context } from "#lib/platform/context.ts";
import { listInputSchema } from "#lib/segment/list-schema.ts";
import { listOrThrow, removeList, renameList } from "#lib/segment/service-lists.ts";

type Params = { listId: string };
const bound = {
  current: (context: Context, params: Params) => listOrThrow(context, params.listId),
  settings: ["name"],
};

export const GET = handle<Params>({ scope: "segments.read", ...bound }, async (context, { params }) =>
  Response.json(await listOrThrow(context, params.listId)),
);

export const PATCH = handle<Params, typeof listInputSchema>(
  { scope: "segments.write", body: listInputSchema, ...bound },
  async (context, { params, body }) => Response.json(await renameList(context, params.listId, body)),
);

export const DELETE = handle<Params>({ scope: "segments.write", ...bound }, async (context, { params }) => {
  await removeList(context, params.listId);
  return new Response(null, { status: 204 });
});
