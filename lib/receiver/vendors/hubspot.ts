/** HubSpot: communication preferences and contact properties, version 2026-09. */
import { at, credential, jsonObject, pathParts, type Vendor, type VendorAnswer } from "./vendor.ts";

const STATUSES = ["SUBSCRIBED", "UNSUBSCRIBED", "NOT_SPECIFIED"];
const PREFERENCES = "/communication-preferences/2026-09/statuses/:email";
const CONTACT = "/crm/objects/2026-09/contacts/:email";

export const hubspot: Vendor = {
  baseUrl: "https://api.hubapi.com",
  limit: { requests: 100, perSeconds: 10 },
  limitHeaders: ({ limit, remaining }) => ({
    "x-hubspot-ratelimit-max": String(limit),
    "x-hubspot-ratelimit-remaining": String(remaining),
    "x-hubspot-ratelimit-interval-milliseconds": "10000",
  }),
  limited: rateLimit("You have reached your ten_secondly_rolling limit.", "TEN_SECONDLY_ROLLING"),
  scenarios: {
    ten_seconds: rateLimit("You have reached your ten_secondly_rolling limit.", "TEN_SECONDLY_ROLLING"),
    daily: rateLimit("You have reached your daily limit.", "DAILY"),
    locked: problem(423, "LOCKED", "The resource is locked."),
    migrating: {
      ...problem(477, "MIGRATION_IN_PROGRESS", "The account is being moved."),
      headers: { "retry-after": "2" },
    },
    conflict: problem(409, "CONFLICT", "The object was changed at the same time."),
  },
  keys: ({ path }) => [`contact:${pathParts(CONTACT, path)?.email ?? ""}`],
  handle(request, entries) {
    if (!credential(request))
      return { answer: problem(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.") };
    const body = jsonObject(request);
    const subscriber = pathParts(PREFERENCES, request.path);
    if (subscriber?.email && request.method === "POST")
      return { answer: preference(subscriber.email, body, request.now) };
    const contact = pathParts(CONTACT, request.path);
    if (!contact?.email || request.method !== "PATCH")
      return { answer: problem(404, "OBJECT_NOT_FOUND", "No such path.") };
    if (/unknown/i.test(contact.email))
      return { answer: problem(404, "OBJECT_NOT_FOUND", "Resource not found.") };
    const wrong = wrongProperty(body);
    if (wrong) return { answer: problem(400, "VALIDATION_ERROR", wrong) };
    const key = `contact:${contact.email}`;
    const properties = { ...(entries[key] as object | undefined), ...(at(body, "properties") as object) };
    const answer = {
      status: 200,
      body: { id: contact.email, properties, updatedAt: request.now.toISOString() },
    };
    return { answer, writes: { [key]: properties } };
  },
};

function preference(email: string, body: unknown, now: Date): VendorAnswer {
  if (at(body, "channel") !== "EMAIL") return problem(400, "VALIDATION_ERROR", "channel must be EMAIL");
  if (!STATUSES.includes(String(at(body, "statusState"))))
    return problem(400, "VALIDATION_ERROR", "statusState is not known");
  if (typeof at(body, "subscriptionId") !== "number")
    return problem(400, "VALIDATION_ERROR", "subscriptionId must be a number");
  const result = {
    channel: "EMAIL",
    status: at(body, "statusState"),
    subscriberIdString: email,
    subscriptionId: at(body, "subscriptionId"),
    source: "API",
    timestamp: now.toISOString(),
  };
  return {
    status: 200,
    body: {
      status: "COMPLETE",
      results: [result],
      startedAt: now.toISOString(),
      completedAt: now.toISOString(),
    },
  };
}

/** Values of properties are texts, numbers included. */
function wrongProperty(body: unknown): string | null {
  const properties = at(body, "properties");
  if (typeof properties !== "object" || properties === null) return "properties is required";
  const name = Object.entries(properties).find(([, value]) => typeof value !== "string")?.[0];
  return name === undefined ? null : `Property "${name}" must be a string`;
}

function problem(status: number, category: string, message: string): VendorAnswer {
  return {
    status,
    body: { status: "error", message, correlationId: "b1c5f0e2-0000-4000-8000-000000000000", category },
  };
}

function rateLimit(message: string, policyName: string): VendorAnswer {
  const correlationId = "b1c5f0e2-0000-4000-8000-000000000001";
  return {
    status: 429,
    body: { status: "error", message, errorType: "RATE_LIMIT", policyName, correlationId },
  };
}
