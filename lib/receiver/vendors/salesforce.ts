/**
 * Salesforce: create or update by external id. Errors are a list at the top; ids with "double" match two records. Its
 * token endpoint hands out sessions that end after some calls.
 */
import {
  basic,
  credential,
  type Entries,
  type Handled,
  jsonObject,
  missing,
  pathParts,
  usable,
  type Vendor,
  type VendorAnswer,
  type VendorRequest,
} from "./vendor.ts";

const RECORD = "/services/data/:version/sobjects/:object/:field/:value";
const TOKEN = "/services/oauth2/token";
const DAILY = 15_000;
/** Calls that a session from the token endpoint is good for. Tokens written by hand do not end. */
const SESSION_CALLS = 10;

export const salesforce: Vendor = {
  baseUrl: "https://{{ secrets.sf_domain }}.my.salesforce.com",
  scenarios: {
    session_expired: refusal(401, "INVALID_SESSION_ID", "Session expired or invalid"),
    daily_limit: refusal(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
    long_requests: refusal(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded."),
    unavailable: refusal(503, "SERVER_UNAVAILABLE", "The service is unavailable."),
  },
  keys: (request) => [recordKey(request.path), "usage", "sessions", sessionKey(request)],
  handle(request, entries) {
    if (request.path === TOKEN) return newSession(request, entries);
    const used = Number(entries.usage ?? 0) + 1;
    const key = sessionKey(request);
    const left = entries[key] as number | undefined;
    const counted = { usage: used, ...(left === undefined ? {} : { [key]: left - 1 }) };
    const { answer, writes } = isSignedIn(request, left)
      ? upsert(request, entries)
      : { answer: refusal(401, "INVALID_SESSION_ID", "Session expired or invalid"), writes: {} };
    const headers = { "sforce-limit-info": `api-usage=${used}/${DAILY}` };
    return { answer: { ...answer, headers }, writes: { ...writes, ...counted } };
  },
};

/** Creates the record of an external id, or changes it. */
function upsert(request: VendorRequest, entries: Entries): Handled {
  const parts = pathParts(RECORD, request.path);
  if (request.method !== "PATCH" || !parts)
    return { answer: refusal(404, "NOT_FOUND", "The requested resource does not exist") };
  if (/double/i.test(parts.value ?? "")) {
    const record = `/services/data/${parts.version}/sobjects/${parts.object}`;
    return { answer: { status: 300, body: [`${record}/00Q1`, `${record}/00Q2`] } };
  }
  const body = jsonObject(request);
  const lacking = missing(body, parts.object === "Lead" ? ["LastName", "Company"] : []);
  if (!body || lacking.length > 0) {
    const message = `Required fields are missing: [${lacking.join(", ")}]`;
    return { answer: refusal(400, "REQUIRED_FIELD_MISSING", message, lacking) };
  }
  const key = recordKey(request.path);
  const known = entries[key] as { id: string } | undefined;
  if (!known && request.query.get("updateOnly") === "true")
    return { answer: refusal(404, "NOT_FOUND", "No record matches") };
  const id = known?.id ?? `00Q${request.id.replaceAll("-", "").slice(-15)}`;
  const answer = { status: known ? 200 : 201, body: { id, success: true, errors: [], created: !known } };
  return { answer, writes: { [key]: { ...body, id } } };
}

/** `left` is how often a session of the token endpoint may still be used. */
function isSignedIn(request: VendorRequest, left: number | undefined): boolean {
  return credential(request) !== null && (left === undefined || left > 0);
}

/** `grant_type=client_credentials` with a client that is not meant to be refused. */
function newSession(request: VendorRequest, entries: Entries): Handled {
  const form = new URLSearchParams(request.body);
  const client = basic(request)?.user ?? usable(form.get("client_id") ?? undefined);
  if (request.method !== "POST" || form.get("grant_type") !== "client_credentials" || !client) {
    return {
      answer: {
        status: 400,
        body: { error: "invalid_client", error_description: "invalid client credentials" },
      },
    };
  }
  const number = Number(entries.sessions ?? 0) + 1;
  const access_token = `session-${number}`;
  return {
    answer: {
      status: 200,
      body: { access_token, instance_url: "https://sample.my.salesforce.com", token_type: "Bearer" },
    },
    writes: { sessions: number, [`session:${access_token}`]: SESSION_CALLS },
  };
}

function sessionKey(request: VendorRequest): string {
  return `session:${credential(request) ?? ""}`;
}

function recordKey(path: string): string {
  const parts = pathParts(RECORD, path);
  return `record:${parts?.object} ${parts?.value}`;
}

function refusal(status: number, errorCode: string, message: string, fields?: string[]): VendorAnswer {
  return { status, body: [{ message, errorCode, ...(fields ? { fields } : {}) }] };
}
