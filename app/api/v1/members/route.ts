import { handle } from "#app/api/handle.ts";
import { InviteInput } from "#lib/workspace/schema.ts";
import { inviteMember, membersOf } from "#lib/workspace/service-members.ts";

export const GET = handle({ scope: "members.read" }, async (context) =>
  Response.json(await membersOf(context)),
);

export const POST = handle(
  { scope: "members.write", secret: true, body: InviteInput },
  async (context, { body }) => Response.json(await inviteMember(context, body), { status: 201 }),
);
