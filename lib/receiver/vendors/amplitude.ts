/** Amplitude's HTTP API 2: the key travels in the body, repeats are known by `insert_id`. */
import { at, jsonObject, missing, usable, type Vendor } from "./vendor.ts";

export const amplitude: Vendor = {
  baseUrl: "https://api2.amplitude.com",
  scenarios: {
    throttled: {
      status: 429,
      body: { code: 429, error: "Too many requests for some devices and users", throttled_users: { u1: 12 } },
    },
  },
  keys: (request) => [`insert:${at(jsonObject(request), "events.0.insert_id")}`],
  handle(request, entries) {
    const body = jsonObject(request);
    if (request.method !== "POST" || request.path !== "/2/httpapi")
      return { answer: { status: 404, body: "Not Found" } };
    if (!body) return { answer: { status: 400, body: { code: 400, error: "Invalid JSON request body" } } };
    if (!usable(String(at(body, "api_key") ?? "")))
      return { answer: { status: 400, body: { code: 400, error: "Invalid API key" } } };
    const lacking = missing(body, ["events.0.user_id", "events.0.event_type", "events.0.insert_id"]);
    if (lacking.length > 0 || typeof at(body, "events.0.time") !== "number") {
      const error = "Request missing required field";
      return {
        answer: { status: 400, body: { code: 400, error, missing_field: lacking[0] ?? "events.0.time" } },
      };
    }
    const key = `insert:${at(body, "events.0.insert_id")}`;
    const answer = {
      status: 200,
      body: {
        code: 200,
        events_ingested: 1,
        payload_size_bytes: request.body.length,
        server_upload_time: request.now.getTime(),
      },
    };
    return {
      answer,
      writes: { [key]: { event_type: at(body, "events.0.event_type"), repeated: key in entries } },
    };
  },
};
