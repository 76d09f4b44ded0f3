/** Messenger's Send API: nearly every refusal is a 400, told apart by `error.code`. */
import {
  at,
  credential,
  jsonObject,
  missing,
  pathParts,
  type Vendor,
  type VendorAnswer,
  type VendorRequest,
} from "./vendor.ts";

const MESSAGES = "/:version/:page/messages";
const ENDED_TAGS = ["CONFIRMED_EVENT_UPDATE", "POST_PURCHASE_UPDATE", "ACCOUNT_UPDATE"];

export const messenger: Vendor = {
  baseUrl: "https://graph.facebook.com",
  scenarios: {
    call_limit: refusal(613, "Calls to this api have exceeded the rate limit."),
    outside_window: refusal(10, "This message is sent outside of allowed window.", 2018278),
    token_expired: refusal(190, "Error validating access token: Session has expired.", 463),
    temporary: refusal(2, "Service temporarily unavailable"),
    person_unavailable: refusal(551, "This person isn't available right now."),
  },
  keys: (request) => [`window:${personOf(request)}`],
  handle(request, entries) {
    if (request.method !== "POST" || !pathParts(MESSAGES, request.path))
      return { answer: refusal(100, "Unsupported post request.") };
    if (!credential(request)) return { answer: refusal(190, "Invalid OAuth access token.") };
    const body = jsonObject(request);
    const [lacking] = missing(body, ["recipient.id", "messaging_type", "message"]);
    if (lacking) return { answer: refusal(100, `(#100) The parameter ${lacking} is required`) };
    if (ENDED_TAGS.includes(String(at(body, "tag"))))
      return { answer: refusal(100, "(#100) Invalid message tag") };
    const person = personOf(request);
    if (person.startsWith("unknown"))
      return { answer: refusal(100, "(#100) No matching user found", 2018001) };
    const isReply = at(body, "messaging_type") === "RESPONSE";
    if (isReply && !isWindowOpen(person, entries[`window:${person}`], request.now))
      return { answer: this.scenarios.outside_window ?? refusal(10, "") };
    const answer = {
      status: 200,
      headers: { "x-app-usage": '{"call_count":3,"total_time":1,"total_cputime":1}' },
      body: { recipient_id: person, message_id: `m_${request.id}` },
    };
    return { answer, writes: { [`message:${request.id}`]: { to: person, message: at(body, "message") } } };
  },
};

function personOf(request: VendorRequest): string {
  return String(at(jsonObject(request), "recipient.id"));
}

const WINDOW_MS = 24 * 3_600_000;

/** A day from the person's last message. Of whom nothing is known it is taken as open, unless they are called "quiet…". */
function isWindowOpen(person: string, entry: unknown, now: Date): boolean {
  const last = at(entry, "last_message_at");
  if (typeof last !== "string") return !person.startsWith("quiet");
  return now.getTime() - Date.parse(last) < WINDOW_MS;
}

function refusal(code: number, message: string, subcode?: number): VendorAnswer {
  const error = {
    message,
    type: "OAuthException",
    code,
    ...(subcode ? { error_subcode: subcode } : {}),
    fbtrace_id: "A1b2C3d4E5",
  };
  return { status: 400, body: { error } };
}
