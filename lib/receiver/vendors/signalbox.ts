/** Our own `/users/track`, for trying what posts back to it without changing anybody. */
import { at, credential, jsonObject, type Vendor, type VendorAnswer } from "./vendor.ts";

export const signalbox: Vendor = {
  baseUrl: "{{ app.base_url }}",
  scenarios: {
    rate_limit: { ...refusal(429, "rate_limited", "Too many requests."), headers: { "retry-after": "1" } },
  },
  keys: () => [],
  handle(request) {
    if (request.method !== "POST" || request.path !== "/users/track")
      return { answer: refusal(404, "not_found", "There is no such path.") };
    if (!credential(request))
      return { answer: refusal(401, "unauthorized", "The API key is missing or not known.") };
    const body = jsonObject(request);
    const lists = ["attributes", "events", "purchases"].map((name) => at(body, name)).filter(Array.isArray);
    if (lists.length === 0)
      return { answer: refusal(422, "nothing_to_track", "Give attributes, events or purchases.") };
    const nameless = lists.flat().some((item) => !at(item, "external_id"));
    if (nameless) return { answer: refusal(422, "missing_identifier", "Every object names a person.") };
    const count = (name: string) => (at(body, name) as unknown[] | undefined)?.length ?? 0;
    const answer = {
      status: 201,
      body: {
        message: "success",
        attributes_processed: count("attributes"),
        events_processed: count("events"),
      },
    };
    return { answer, writes: { [`tracked:${request.id}`]: body } };
  },
};

function refusal(status: number, code: string, message: string): VendorAnswer {
  return { status, body: { message, errors: [{ code, message }] } };
}
