/** Lob: postcards and letters as JSON or as a form, an idempotent store, 150 requests in five seconds. */
import {
  at,
  basic,
  jsonObject,
  missing,
  sameJson,
  seconds,
  type Vendor,
  type VendorAnswer,
  type VendorRequest,
} from "./vendor.ts";

const ADDRESS = ["to.name", "to.address_line1", "to.address_city", "to.address_state", "to.address_zip"];
/** What is printed, by path: what it must have, and how its ids begin. */
const PIECES: Readonly<Record<string, { object: string; prefix: string; required: string[] }>> = {
  "/v1/postcards": { object: "postcard", prefix: "psc", required: ["front", "back", "use_type"] },
  "/v1/letters": { object: "letter", prefix: "ltr", required: ["from", "file", "color", "use_type"] },
};
const SIZES = ["4x6", "6x9", "6x11"];
const USES = ["marketing", "operational"];
const RATE_LIMIT = "Rate limit exceeded. Please wait 5 seconds and try your request again.";

export const lob: Vendor = {
  baseUrl: "https://api.lob.com",
  limit: { requests: 150, perSeconds: 5 },
  limitHeaders: ({ limit, remaining, resetAt }) => ({
    "x-rate-limit-limit": String(limit),
    "x-rate-limit-remaining": String(remaining),
    "x-rate-limit-reset": seconds(resetAt),
  }),
  limited: refusal(429, RATE_LIMIT, "rate_limit_exceeded"),
  scenarios: {
    rate_limit: refusal(429, RATE_LIMIT, "rate_limit_exceeded"),
    plan: refusal(403, "Your account is not verified.", "forbidden"),
    broken: refusal(500, "Something went wrong on our side.", "internal_server_error"),
  },
  keys: (request) => [`key:${keyOf(request)}`],
  handle(request, entries) {
    const piece = request.method === "POST" ? PIECES[request.path] : undefined;
    if (!piece) return { answer: refusal(404, "No such resource.", "not_found") };
    const user = basic(request);
    if (user?.password !== "") {
      return {
        answer: refusal(
          401,
          "Your API key is not valid. Please sign up on lob.com to get a valid api key.",
          "invalid_api_key",
        ),
      };
    }
    const card = jsonObject(request) ?? formObject(request.body);
    const problem = problemOf(card, piece.required);
    if (problem) return { answer: refusal(422, problem, "invalid") };
    const key = `key:${keyOf(request)}`;
    const known = entries[key] as { card: unknown; postcard: unknown } | undefined;
    if (known && !sameJson(known.card, card))
      return { answer: refusal(422, "The idempotency key was used with another request.", "invalid") };
    if (known) return { answer: { status: 200, body: known.postcard } };
    const postcard = pieceOf(card, piece, request);
    return { answer: { status: 200, body: postcard }, writes: { [key]: { card, postcard } } };
  },
};

function keyOf(request: VendorRequest): string {
  return request.headers["idempotency-key"] ?? request.query.get("idempotency_key") ?? request.id;
}

function problemOf(card: unknown, required: readonly string[]): string | null {
  // A saved address is named by its id.
  const byId = typeof at(card, "to") === "string";
  const [lacking] = missing(card, byId ? ["to", ...required] : [...ADDRESS, ...required]);
  if (lacking) return `${lacking} is required`;
  const size = at(card, "size");
  if (size !== undefined && !SIZES.includes(String(size))) return "size must be one of 4x6, 6x9, 6x11";
  return USES.includes(String(at(card, "use_type")))
    ? null
    : "use_type must be one of marketing, operational";
}

function pieceOf(
  card: unknown,
  { object, prefix }: { object: string; prefix: string },
  { id, now }: VendorRequest,
): Record<string, unknown> {
  const in5Days = new Date(now.getTime() + 5 * 86_400_000);
  return {
    id: `${prefix}_${id.replaceAll("-", "").slice(-16)}`,
    to: at(card, "to"),
    from: at(card, "from") ?? null,
    url: `https://lob-assets.com/${object}s/${prefix}_${id.slice(-12)}.pdf`,
    carrier: "USPS",
    ...(object === "postcard" ? { size: at(card, "size") ?? "4x6" } : { color: at(card, "color") }),
    send_date: now.toISOString(),
    date_created: now.toISOString(),
    expected_delivery_date: in5Days.toISOString().slice(0, 10),
    object,
  };
}

/** `to[name]=Ann` as `{ to: { name: "Ann" } }`. */
function formObject(body: string): Record<string, unknown> {
  const whole: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(body)) {
    const [, outer = name, inner] = /^([^[\]]+)\[([^[\]]+)\]$/.exec(name) ?? [];
    if (inner === undefined) whole[outer] = value;
    else whole[outer] = { ...(whole[outer] as object | undefined), [inner]: value };
  }
  return whole;
}

function refusal(status: number, message: string, code: string): VendorAnswer {
  return { status, body: { error: { message, status_code: status, code } } };
}
