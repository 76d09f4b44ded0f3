/** Salesforce: create or update by external id. Errors are a list at the top; ids with "double" match two records. */
import { credential, jsonObject, missing, pathParts, type Vendor, type VendorAnswer } from "./vendor.ts";

const RECORD = "/services/data/:version/sobjects/:object/:field/:value";
const DAILY = 15_000;

export const salesforce: Vendor = {
  baseUrl: "https://{{ secrets.sf_domain }}.my.salesforce.com",
  scenarios: {
    session_expired: refusal(401, "INVALID_SESSION_ID", "Session expired or invalid"),
    daily_limit: refusal(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
    long_requests: refusal(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded."),
    unavailable: refusal(503, "SERVER_UNAVAILABLE", "The service is unavailable."),
  },
  keys: ({ path }) => [recordKey(path), "usage"],
  handle(request, entries) {
    const used = Number(entries.usage ?? 0) + 1;
    const headers = { "sforce-limit-info": `api-usage=${used}/${DAILY}` };
    const done = (answer: VendorAnswer, writes: Record<string, unknown> = {}) => ({
      answer: { ...answer, headers },
      writes: { ...writes, usage: used },
    });
    const parts = pathParts(RECORD, request.path);
    if (request.method !== "PATCH" || !parts)
      return done(refusal(404, "NOT_FOUND", "The requested resource does not exist"));
    if (!credential(request)) return done(refusal(401, "INVALID_SESSION_ID", "Session expired or invalid"));
    if (/double/i.test(parts.value ?? "")) {
      const record = `/services/data/${parts.version}/sobjects/${parts.object}`;
      return done({ status: 300, body: [`${record}/00Q1`, `${record}/00Q2`] });
    }
    const body = jsonObject(request);
    const lacking = missing(body, parts.object === "Lead" ? ["LastName", "Company"] : []);
    if (!body || lacking.length > 0) {
      return done(
        refusal(
          400,
          "REQUIRED_FIELD_MISSING",
          `Required fields are missing: [${lacking.join(", ")}]`,
          lacking,
        ),
      );
    }
    const key = recordKey(request.path);
    const known = entries[key] as { id: string } | undefined;
    if (!known && request.query.get("updateOnly") === "true")
      return done(refusal(404, "NOT_FOUND", "No record matches"));
    const id = known?.id ?? `00Q${request.id.replaceAll("-", "").slice(-15)}`;
    const answer = { status: known ? 200 : 201, body: { id, success: true, errors: [], created: !known } };
    return done(answer, { [key]: { ...body, id } });
  },
};

function recordKey(path: string): string {
  const parts = pathParts(RECORD, path);
  return `record:${parts?.object} ${parts?.value}`;
}

function refusal(status: number, errorCode: string, message: string, fields?: string[]): VendorAnswer {
  return { status, body: [{ message, errorCode, ...(fields ? { fields } : {}) }] };
}
