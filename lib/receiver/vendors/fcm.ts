/** Firebase Cloud Messaging, HTTP v1. Tokens that start with "gone" are no longer registered. */
import { at, credential, isObject, jsonObject, pathParts, type Vendor, type VendorAnswer } from "./vendor.ts";

const MAX_BYTES = 4_096;

export const fcm: Vendor = {
  baseUrl: "https://fcm.googleapis.com",
  scenarios: {
    unregistered: refusal(404, "NOT_FOUND", "UNREGISTERED", "Requested entity was not found."),
    quota: refusal(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED", "Quota exceeded.", "60"),
    unavailable: refusal(503, "UNAVAILABLE", "UNAVAILABLE", "The service is currently unavailable.", "2"),
    internal: refusal(500, "INTERNAL", "INTERNAL", "An internal error has occurred."),
  },
  keys: () => [],
  handle(request) {
    const project = pathParts("/v1/projects/:project/messages:send", request.path)?.project;
    if (request.method !== "POST" || !project) return { answer: { status: 404, body: "Not Found" } };
    if (!credential(request)) {
      return {
        answer: refusal(
          401,
          "UNAUTHENTICATED",
          "THIRD_PARTY_AUTH_ERROR",
          "Request had invalid authentication credentials.",
        ),
      };
    }
    const body = jsonObject(request);
    const problem = problemOf(body, request.body.length);
    if (problem) return { answer: refusal(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", problem) };
    const token = String(at(body, "message.token"));
    if (token.startsWith("gone")) return { answer: this.scenarios.unregistered as VendorAnswer };
    const name = `projects/${project}/messages/0:${request.id}`;
    return {
      answer: { status: 200, body: { name } },
      writes: { [`message:${request.id}`]: { token, notification: at(body, "message.notification") } },
    };
  },
};

function problemOf(body: unknown, bytes: number): string | null {
  if (!at(body, "message.token")) return "The registration token is not a valid FCM registration token";
  if (bytes > MAX_BYTES) return "Message too big";
  const data = at(body, "message.data") ?? {};
  const isText = isObject(data) && Object.values(data).every((value) => typeof value === "string");
  return isText ? null : "Invalid value at 'message.data' (TYPE_STRING)";
}

function refusal(
  code: number,
  status: string,
  errorCode: string,
  message: string,
  retryAfter?: string,
): VendorAnswer {
  const details = [{ "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", errorCode }];
  return {
    status: code,
    ...(retryAfter ? { headers: { "retry-after": retryAfter } } : {}),
    body: { error: { code, message, status, details } },
  };
}
