/** OneSignal: a 200 without an id means that nothing was sent. Aliases that start with "nobody" are not known. */
import { at, credential, jsonObject, missing, type Vendor, type VendorAnswer } from "./vendor.ts";

const RATE_LIMITED: VendorAnswer = {
  status: 429,
  headers: { "retry-after": "2" },
  body: { errors: ["API rate limit exceeded."] },
};

export const onesignal: Vendor = {
  baseUrl: "https://api.onesignal.com",
  limit: { requests: 150, perSeconds: 1 },
  limited: RATE_LIMITED,
  scenarios: {
    rate_limit: RATE_LIMITED,
    not_subscribed: { status: 200, body: { id: "", errors: ["All included players are not subscribed"] } },
  },
  keys: (request) => [`key:${at(jsonObject(request), "idempotency_key")}`],
  handle(request, entries) {
    if (request.method !== "POST" || request.path !== "/notifications")
      return { answer: { status: 404, body: { errors: ["Not found"] } } };
    if (!credential(request, "Key"))
      return {
        answer: {
          status: 401,
          body: { errors: ["Access denied. Please include an 'Authorization: ...' header"] },
        },
      };
    const body = jsonObject(request);
    const lacking = missing(body, ["app_id", "contents.en", "include_aliases.external_id.0"]);
    if (lacking.length > 0)
      return { answer: { status: 400, body: { errors: lacking.map((field) => `${field} is required`) } } };
    const mixed = ["included_segments", "filters"].some((name) => at(body, name) !== undefined);
    if (mixed)
      return {
        answer: {
          status: 400,
          body: { errors: ["include_aliases cannot be combined with segments or filters"] },
        },
      };
    const alias = String(at(body, "include_aliases.external_id.0"));
    if (alias.startsWith("nobody")) {
      return {
        answer: { status: 200, body: { id: "", errors: { invalid_aliases: { external_id: [alias] } } } },
      };
    }
    const key = `key:${at(body, "idempotency_key")}`;
    const id = (entries[key] as string | undefined) ?? request.id;
    return { answer: { status: 200, body: { id, external_id: null } }, writes: { [key]: id } };
  },
};
