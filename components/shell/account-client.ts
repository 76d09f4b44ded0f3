import { ApiError } from "#components/api-client.ts";

/** Calls an account endpoint (`/api/auth/…`), which answers in its own shape. Throws ApiError. */
export async function accountCall(path: string, body: object): Promise<void> {
  let response: Response;
  try {
    response = await fetch(`/api/auth/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new ApiError(0, "The server cannot be reached.");
  }
  if (response.ok) return;
  const answer = await response.json().catch(() => null);
  const { message = `The server answered ${response.status}.`, errors = [], code, request_id } = answer ?? {};
  const items = errors.length === 0 && code ? [{ code, message }] : errors;
  throw new ApiError(response.status, message, items, request_id);
}

/** Ends the session and leaves for the sign-in page, dropping everything held in memory. */
export async function signOut(): Promise<void> {
  await accountCall("sign-out", {});
  window.location.assign("/sign-in");
}
