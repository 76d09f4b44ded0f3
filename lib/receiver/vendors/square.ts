/** Square Loyalty: adjusts points once per key; the same key with another body is refused. */
import { at, credential, jsonObject, pathParts, sameJson, type Vendor, type VendorAnswer } from "./vendor.ts";

const ADJUST = "/v2/loyalty/accounts/:account/adjust";
const MAX_KEY = 128;

export const square: Vendor = {
  baseUrl: "https://connect.squareup.com",
  scenarios: {
    rate_limit: refusal(429, "RATE_LIMIT_ERROR", "RATE_LIMITED", "Your request has been rate limited."),
    unavailable: refusal(503, "API_ERROR", "SERVICE_UNAVAILABLE", "The service is unavailable."),
  },
  keys: (request) => [
    `key:${at(jsonObject(request), "idempotency_key")}`,
    `balance:${pathParts(ADJUST, request.path)?.account ?? ""}`,
  ],
  handle(request, entries) {
    const account = pathParts(ADJUST, request.path)?.account;
    if (request.method !== "POST" || !account)
      return { answer: refusal(404, "INVALID_REQUEST_ERROR", "NOT_FOUND", "Resource not found.") };
    if (!credential(request))
      return {
        answer: refusal(401, "AUTHENTICATION_ERROR", "UNAUTHORIZED", "This request could not be authorized."),
      };
    const body = jsonObject(request);
    const idempotencyKey = at(body, "idempotency_key");
    if (typeof idempotencyKey !== "string" || idempotencyKey === "" || idempotencyKey.length > MAX_KEY) {
      return {
        answer: refusal(
          400,
          "INVALID_REQUEST_ERROR",
          "BAD_REQUEST",
          "idempotency_key has 1 to 128 characters.",
          "idempotency_key",
        ),
      };
    }
    const points = at(body, "adjust_points.points");
    if (typeof points !== "number" || !Number.isInteger(points)) {
      return {
        answer: refusal(
          400,
          "INVALID_REQUEST_ERROR",
          "EXPECTED_INTEGER",
          "Expected an integer value.",
          "adjust_points.points",
        ),
      };
    }
    if (/^unknown/i.test(account))
      return { answer: refusal(404, "INVALID_REQUEST_ERROR", "NOT_FOUND", "No such loyalty account.") };
    const [key, balance] = [`key:${idempotencyKey}`, `balance:${account}`];
    const known = entries[key] as { body: unknown; event: unknown } | undefined;
    if (known && !sameJson(known.body, body)) {
      return {
        answer: refusal(
          400,
          "INVALID_REQUEST_ERROR",
          "IDEMPOTENCY_KEY_REUSED",
          "The key was used with another request.",
          "idempotency_key",
        ),
      };
    }
    if (known) return { answer: { status: 200, body: { event: known.event } } };
    const event = {
      id: request.id,
      type: "ADJUST_POINTS",
      adjust_points: {
        loyalty_program_id: "sample-program",
        points,
        reason: at(body, "adjust_points.reason") ?? "",
      },
      loyalty_account_id: account,
      created_at: request.now.toISOString(),
      source: "LOYALTY_API",
    };
    const writes = { [key]: { body, event }, [balance]: Number(entries[balance] ?? 0) + points };
    return { answer: { status: 200, body: { event } }, writes };
  },
};

function refusal(
  status: number,
  category: string,
  code: string,
  detail: string,
  field?: string,
): VendorAnswer {
  return { status, body: { errors: [{ category, code, detail, ...(field ? { field } : {}) }] } };
}
