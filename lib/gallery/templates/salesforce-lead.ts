import type { GalleryTemplateInput } from "../schema.ts";

export const salesforceLead: GalleryTemplateInput = {
  id: "salesforce-lead",
  name: "Salesforce: create or update a lead",
  category: "automation",
  vendor: "salesforce",
  docs_url: "https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_upsert.htm",
  guide: "if-this-then-that",
  checked_on: "2026-11-20",
  base_url: "https://{{ secrets.sf_domain }}.my.salesforce.com",
  webhook: {
    method: "PATCH",
    path: "/services/data/[[version]]/sobjects/Lead/AppUserId__c/{{ ${user_id} | url_param_escape }}",
    headers: { Authorization: "Bearer {{ secrets.sf_token }}", "Content-Type": "application/json" },
    body: {
      type: "json",
      value: `{
  "Email": {{ \${email_address} | json }},
  "LastName": {{ \${last_name} | default: "Unknown" | json }},
  "FirstName": {{ \${first_name} | json }},
  "Company": "App sign-up",
  "LeadSource": "App"
}`,
    },
  },
  parameters: [{ name: "version", label: "API version", default: "v68.0" }],
  required: [{ path: "${email_address}", reason: "no e-mail address" }],
  secrets: [
    { name: "sf_domain", hint: "My Domain, without .my.salesforce.com", sample: "sample" },
    { name: "sf_token", hint: "OAuth access token", sample: "sample-sf-token" },
  ],
  outcome_rules: [
    { status: 300, outcome: "reject", advice: "ambiguous_records" },
    { status: 400, outcome: "reject", advice: "fields_missing" },
    { status: 401, outcome: "halt", advice: "token_expired" },
    {
      status: 403,
      body: { path: "0.message", contains: "TotalRequests" },
      outcome: "wait",
      wait_seconds: 900,
      advice: "quota_day",
    },
    { status: 403, body: { path: "0.message", contains: "Concurrent" }, outcome: "backoff" },
  ],
  trigger: { event: "logged_in" },
  example: {
    person: { external_id: "u1", email: "zoe@example.com", first_name: "Zoë", last_name: "Martin" },
    event_properties: { source: "ios" },
  },
};
