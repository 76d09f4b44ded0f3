import { publicPost, withClientAddress } from "#app/api/auth/public-route.ts";
import { loadSampleWorkspace } from "#lib/sample/service.ts";
import { SetupInput } from "#lib/workspace/schema.ts";
import { setUp } from "#lib/workspace/service.ts";
import { signInAs } from "#lib/workspace/service-sign-in.ts";

export const POST = publicPost(SetupInput, async ({ body, request, requestId, now }) => {
  const { workspaceId, userId } = await setUp(body, requestId, now);
  if (body.sample_data) await loadSampleWorkspace(workspaceId, now);
  const headers = await signInAs(body.email, body.password, withClientAddress(request.headers, request));
  return Response.json({ workspace_id: workspaceId, user_id: userId }, { status: 201, headers });
});
