import { publicPost, withClientAddress } from "#app/api/auth/public-route.ts";
import { calledLocally, callerAddress } from "#app/api/authenticate.ts";
import { contextFromApiKey } from "#lib/api-key/service.ts";
import { allows } from "#lib/platform/context.ts";
import { AppError } from "#lib/platform/errors.ts";
import { loadSampleWorkspace } from "#lib/sample/service.ts";
import { SetupInput } from "#lib/workspace/schema.ts";
import { setUp, setupAsksForKey } from "#lib/workspace/service.ts";
import { signInAs } from "#lib/workspace/service-sign-in.ts";

export const POST = publicPost(SetupInput, async ({ body, request, requestId, now }) => {
  if (await setupAsksForKey(calledLocally(request.headers), now))
    await requireKey(body.api_key, request, requestId, now);
  const { workspaceId, userId } = await setUp(body, requestId, now);
  if (body.sample_data) await loadSampleWorkspace(workspaceId, now);
  const headers = await signInAs(body.email, body.password, withClientAddress(request.headers, request));
  return Response.json({ workspace_id: workspaceId, user_id: userId }, { status: 201, headers });
});

/** What the API filled is not for whoever finds the address of the server first. */
async function requireKey(
  token: string | undefined,
  request: Request,
  requestId: string,
  now: Date,
): Promise<void> {
  const context = token ? await contextFromApiKey(token, callerAddress(request), requestId, now) : null;
  if (context && allows(context.scopes, "members.write")) return;
  const message = "This server was started with an API key, so its owner has to know it.";
  const hint =
    "Give the key as api_key. In the first hour the page also opens without it on the machine of the server.";
  throw new AppError("forbidden", message, {
    errors: [{ code: "setup_key_required", field: "api_key", message, hint }],
  });
}
