import { handle } from "#app/api/handle.ts";
import { withdrawInvitation } from "#lib/workspace/service-members.ts";

export const DELETE = handle<{ invitationId: string }>(
  { scope: "members.write" },
  async (context, { params }) => {
    await withdrawInvitation(context, params.invitationId);
    return Response.json({ message: "success" });
  },
);
