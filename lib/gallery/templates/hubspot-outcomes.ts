import type { OutcomeRule } from "#lib/host/outcome-rules.ts";

/** What HubSpot's answers mean beyond their status: two limits share 429, locks and moves ask for patience. */
export const HUBSPOT_OUTCOMES: OutcomeRule[] = [
  { status: 401, outcome: "halt", advice: "token_expired" },
  { status: 403, outcome: "halt", advice: "permission_missing" },
  { status: 404, outcome: "reject", advice: "person_unknown" },
  { status: 409, outcome: "backoff" },
  { status: 423, outcome: "wait", wait_seconds: 2 },
  { status: 477, outcome: "wait", wait_seconds: 10 },
  {
    status: 429,
    body: { path: "policyName", equals: "DAILY" },
    outcome: "halt",
    until_midnight: true,
    advice: "quota_day",
  },
  { status: 429, outcome: "wait", wait_seconds: 10 },
];
