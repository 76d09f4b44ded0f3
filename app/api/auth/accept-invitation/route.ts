import { publicPost, withClientAddress } from "#app/api/auth/public-route.ts";
import { AcceptInvitationInput } from "#lib/workspace/schema.ts";
import { joinByInvitation } from "#lib/workspace/service-members.ts";
import { signInAs } from "#lib/workspace/service-sign-in.ts";

export const POST = publicPost(AcceptInvitationInput, async ({ body, request, requestId, now }) => {
  const { email } = await joinByInvitation(body, requestId, now);
  const headers = await signInAs(email, body.password, withClientAddress(request.headers, request));
  return Response.json({ email }, { status: 201, headers });
});
