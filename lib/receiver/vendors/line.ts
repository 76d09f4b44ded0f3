/** LINE Messaging API: push with a retry key that is remembered. */
import { at, credential, jsonObject, UUID, type Vendor, type VendorAnswer } from "./vendor.ts";

const MAX_TEXT = 5_000;
const MAX_MESSAGES = 5;

export const line: Vendor = {
  baseUrl: "https://api.line.me",
  limit: { requests: 2_000, perSeconds: 1 },
  limited: say(429, "The API rate limit has been exceeded. Try again later."),
  scenarios: {
    rate_limit: say(429, "The API rate limit has been exceeded. Try again later."),
    monthly_limit: say(429, "You have reached your monthly limit."),
    plan: say(403, "Access to this API is not available for your account"),
    broken: say(500, "Internal server error"),
  },
  keys: ({ headers }) => [`key:${headers["x-line-retry-key"]}`],
  handle(request, entries) {
    if (request.method !== "POST" || request.path !== "/v2/bot/message/push")
      return { answer: say(404, "Not found") };
    if (!credential(request)) {
      return {
        answer: say(
          401,
          "Authentication failed. Confirm that the access token in the authorization header is valid.",
        ),
      };
    }
    const retryKey = request.headers["x-line-retry-key"];
    if (retryKey !== undefined && !UUID.test(retryKey))
      return { answer: say(400, "The value of X-Line-Retry-Key is not a UUID") };
    const body = jsonObject(request);
    const details = problemsOf(body);
    if (details.length > 0) {
      const message = `The request body has ${details.length} error(s)`;
      return { answer: { status: 400, body: { message, details } } };
    }
    const key = `key:${retryKey}`;
    const sent = entries[key] as { id: string } | undefined;
    if (sent) {
      const headers = { "x-line-request-id": request.id, "x-line-accepted-request-id": sent.id };
      const sentMessages = [{ id: sent.id }];
      return {
        answer: {
          status: 409,
          headers,
          body: { message: "The retry key is already accepted", sentMessages },
        },
      };
    }
    const answer = {
      status: 200,
      body: { sentMessages: [{ id: request.id, quoteToken: `q${request.id}` }] },
    };
    const kept = { id: request.id, to: at(body, "to"), text: at(body, "messages.0.text") };
    return { answer, writes: { [retryKey ? key : `message:${request.id}`]: kept } };
  },
};

function problemsOf(body: unknown): { message: string; property: string }[] {
  const messages = at(body, "messages");
  const problems: { message: string; property: string }[] = [];
  if (!at(body, "to")) problems.push({ message: "May not be empty", property: "to" });
  if (!Array.isArray(messages) || messages.length === 0 || messages.length > MAX_MESSAGES) {
    return [...problems, { message: "Size must be between 1 and 5", property: "messages" }];
  }
  for (const [index, message] of messages.entries()) {
    const text = at(message, "text");
    const property = `messages[${index}].text`;
    if (at(message, "type") !== "text") continue;
    if (typeof text !== "string" || text === "") problems.push({ message: "May not be empty", property });
    else if (text.length > MAX_TEXT)
      problems.push({ message: "Length must be between 0 and 5000", property });
  }
  return problems;
}

function say(status: number, message: string): VendorAnswer {
  return { status, body: { message } };
}
