import { handle } from "#app/api/handle.ts";
import { MemberPatch } from "#lib/workspace/schema.ts";
import { changeRole, removeMember } from "#lib/workspace/service-members.ts";

type Params = { memberId: string };

export const PATCH = handle<Params, typeof MemberPatch>(
  { scope: "members.write", body: MemberPatch },
  async (context, { params, body }) => Response.json(await changeRole(context, params.memberId, body.role)),
);

export const DELETE = handle<Params>({ scope: "members.write" }, async (context, { params }) => {
  await removeMember(context, params.memberId);
  return Response.json({ message: "success" });
});
