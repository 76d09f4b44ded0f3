import { withClientAddress } from "#app/api/auth/public-route.ts";
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

async function answer(request: Request, extra: { params: Promise<{ all: string[] }> }): Promise<Response> {
  const { all } = await extra.params;
  if (!OPEN_PATHS.has(all.join("/")))
    return Response.json({ message: "There is no such page." }, { status: 404 });
  return answerAuthRequest(new Request(request, { headers: withClientAddress(request.headers, request) }));
}

export { answer as GET, answer as POST };
