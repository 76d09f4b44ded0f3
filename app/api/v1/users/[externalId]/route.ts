import { handle } from "#app/api/handle.ts";
import { changeUser } from "#lib/event/service-users.ts";
import type { Context } from "#lib/platform/context.ts";
import { eraseUser } from "#lib/profile/service-identity.ts";
import { getUser } from "#lib/profile/service-users.ts";
import { patchUserSchema } from "#lib/profile/user-schema.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";

type Params = { externalId: string };
const current = (context: Context, params: Params) => getUser(context, params.externalId);

export const GET = handle<Params>(
  { scope: "users.read", personal: true, current },
  async (context, { params }) => Response.json(await getUser(context, params.externalId)),
);

export const PATCH = handle<Params, typeof patchUserSchema>(
  { scope: "users.write", personal: true, current, body: patchUserSchema },
  async (context, { params, body }) =>
    Response.json(await changeUser(context, params.externalId, body.attributes)),
);

export const DELETE = handle<Params>({ scope: "users.delete", current }, async (context, { params }) => {
  const user = await getUser(context, params.externalId);
  await eraseUser(context, params.externalId);
  // The log says that somebody was erased, by the id that means nothing any more.
  await recordAudit(context, { action: "user.deleted", subject: { type: "user", id: user.user_id } });
  return new Response(null, { status: 204 });
});
