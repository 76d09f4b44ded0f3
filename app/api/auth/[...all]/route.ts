import { withClientAddress } from "#app/api/auth/public-route.ts";
import { errorAnswer } from "#app/api/handle.ts";
import { readText } from "#app/api/read-body.ts";
import { newId } from "#lib/platform/id.ts";
import { answerAuthRequest } from "#lib/workspace/service-sign-in.ts";

/** The account endpoints the dashboard needs. Everything else the library offers stays closed. */
const OPEN_PATHS = new Set([
  "sign-in/email",
  "sign-out",
  "get-session",
  "change-password",
  "update-user",
  "list-sessions",
  "revoke-session",
  "revoke-other-sessions",
]);

const MAX_BYTES = 16 * 1024;

async function answer(request: Request, extra: { params: Promise<{ all: string[] }> }): Promise<Response> {
  const { all } = await extra.params;
  if (!OPEN_PATHS.has(all.join("/")))
    return Response.json({ message: "There is no such page." }, { status: 404 });
  try {
    const body = request.method === "POST" ? await readText(request, MAX_BYTES) : null;
    const headers = withClientAddress(request.headers, request);
    return await answerAuthRequest(new Request(request.url, { method: request.method, headers, body }));
  } catch (error) {
    return errorAnswer(error, newId(), request);
  }
}

export { answer as GET, answer as POST };
