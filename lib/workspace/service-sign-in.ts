import { AppError } from "#lib/platform/errors.ts";
import { triesOf, waitsUntil } from "./sign-in-limits.ts";
import { auth, CLIENT_ADDRESS_HEADER } from "./store-auth.ts";
import { countTry, forgetTries, pruneTries, signedInFrom } from "./store-tries.ts";

const PRUNE_EVERY_MS = 60_000;
let prunedAt = 0;

/** Answers the account endpoints the dashboard uses; `request` must already carry the caller's address. */
export async function answerAuthRequest(request: Request): Promise<Response> {
  if (!isSignIn(request)) return auth().handler(request);
  return limitedSignIn(request, await emailOf(request), new Date());
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

function isSignIn(request: Request): boolean {
  return request.method === "POST" && /\/sign-in\/email\/*$/.test(new URL(request.url).pathname);
}

/**
 * Whose account a password is given for. The account library also reads forms, where it could find another address
 * than is counted here, so a sign-in that is not plain JSON never reaches it.
 */
async function emailOf(request: Request): Promise<string> {
  const [type = ""] = (request.headers.get("content-type") ?? "").split(";");
  if (type.trim().toLowerCase() !== "application/json") throw notReadable("content_type_not_json");
  const body: unknown = await request
    .clone()
    .json()
    .catch(() => null);
  const email = typeof body === "object" && body !== null && "email" in body ? body.email : null;
  if (typeof email !== "string") throw notReadable("email_missing");
  return email;
}

function notReadable(code: "content_type_not_json" | "email_missing"): AppError {
  const message = "A sign-in is a JSON object with email and password.";
  const hint = 'Send {"email": "…", "password": "…"} with content-type application/json.';
  return new AppError("bad_request", message, { errors: [{ code, field: "email", message, hint }] });
}

async function limitedSignIn(request: Request, email: string, now: Date): Promise<Response> {
  const address = request.headers.get(CLIENT_ADDRESS_HEADER) ?? "unknown";
  const tries = triesOf(address, email);
  if (now.getTime() - prunedAt > PRUNE_EVERY_MS) {
    prunedAt = now.getTime();
    await pruneTries(now);
  }
  const counts = await countTry(tries, now);
  const until =
    waitsUntil(tries, counts, false) && waitsUntil(tries, counts, await signedInFrom(address, email));
  if (until) throw tooManyTries(until, now);
  const answer = await auth().handler(request);
  if (answer.ok) {
    const [own, shared] = [tries.filter(isPair), tries.filter((one) => !isPair(one))];
    await forgetTries(
      own.map(({ key }) => key),
      shared.map(({ key }) => key),
    );
  }
  return answer;
}

const isPair = ({ name }: { name: string }): boolean => name.startsWith("pair");

function tooManyTries(until: Date, now: Date): AppError {
  const seconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
  const message = "Too many wrong passwords.";
  return new AppError("rate_limited", message, {
    errors: [{ code: "too_many_tries", message, hint: `Try again in ${seconds} s.` }],
    headers: { "retry-after": String(seconds) },
  });
}
