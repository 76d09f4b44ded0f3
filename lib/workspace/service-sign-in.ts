import { auth } from "./store-auth.ts";

/** Answers the account endpoints the dashboard uses; `request` must already carry the caller's address. */
export function answerAuthRequest(request: Request): Promise<Response> {
  return auth().handler(request);
}

/** Signs in on the server, for the moment after an account was made. The answer carries the session cookie. */
export async function signInAs(email: string, password: string, headers: Headers): Promise<Headers> {
  const { headers: answer } = await auth().api.signInEmail({
    body: { email, password },
    headers,
    returnHeaders: true,
  });
  const cookies = new Headers();
  for (const cookie of answer.getSetCookie()) cookies.append("set-cookie", cookie);
  return cookies;
}
