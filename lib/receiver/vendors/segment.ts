/** Segment: accepts nearly everything with 200, also what it drops later. */
import { at, basic, jsonObject, type Vendor } from "./vendor.ts";

const MAX_BYTES = 32 * 1024;

export const segment: Vendor = {
  baseUrl: "https://api.segment.io",
  scenarios: { unavailable: { status: 503, body: { success: false } } },
  keys: (request) => [`message:${at(jsonObject(request), "messageId")}`],
  handle(request, entries) {
    const body = jsonObject(request);
    if (request.method !== "POST" || request.path !== "/v1/track")
      return { answer: { status: 404, body: "Not Found" } };
    if (!body || request.body.length > MAX_BYTES)
      return { answer: { status: 400, body: { success: false, message: "malformed JSON" } } };
    const key = `message:${at(body, "messageId")}`;
    const dropped = !basic(request)
      ? "unknown write key"
      : !at(body, "userId")
        ? "no userId or anonymousId"
        : null;
    const kept = dropped ? { dropped } : { event: at(body, "event"), repeated: key in entries };
    return { answer: { status: 200, body: { success: true } }, writes: { [key]: kept } };
  },
};
