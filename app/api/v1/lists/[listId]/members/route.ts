import { handle } from "#app/api/handle.ts";
import { listMembersSchema } from "#lib/segment/list-schema.ts";
import { changeListMembers } from "#lib/segment/service-lists.ts";

/** Up to 1,000 people to put on the list and 1,000 to take off it, by external id. */
export const POST = handle<{ listId: string }, typeof listMembersSchema>(
  { scope: "segments.write", body: listMembersSchema },
  async (context, { params, body }) => Response.json(await changeListMembers(context, params.listId, body)),
);
