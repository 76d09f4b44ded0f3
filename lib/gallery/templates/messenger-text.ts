import type { GalleryTemplateInput } from "../schema.ts";

/** Messenger knows no idempotency key: what timed out may have arrived, so nothing is sent again by itself then. */
export const messengerText: GalleryTemplateInput = {
  id: "messenger-text",
  name: "Messenger: reply within 24 hours",
  category: "messaging",
  vendor: "messenger",
  docs_url: "https://developers.facebook.com/docs/messenger-platform/send-messages",
  guide: "messaging",
  checked_on: "2026-11-20",
  base_url: "https://graph.facebook.com",
  webhook: {
    method: "POST",
    path: "/[[version]]/{{ secrets.page_id }}/messages",
    headers: { Authorization: "Bearer {{ secrets.page_access_token }}", "Content-Type": "application/json" },
    body: {
      type: "json",
      value: `{
  "recipient": { "id": {{ custom_attribute.\${messenger_psid} | json }} },
  "messaging_type": "RESPONSE",
  "message": { "text": {{ event_properties.\${text} | default: "Thank you for your order." | json }} }
}`,
    },
  },
  parameters: [{ name: "version", label: "API version", default: "v25.0" }],
  required: [{ path: "custom_attribute.${messenger_psid}", reason: "never wrote to the page" }],
  secrets: [
    { name: "page_id", hint: "Id of the page", sample: "100200300" },
    { name: "page_access_token", hint: "Page access token", sample: "sample-page-token" },
  ],
  outcome_rules: [
    { no_answer: true, outcome: "reject", advice: "may_have_arrived" },
    { body: { path: "error.code", equals: 190 }, outcome: "halt", advice: "token_expired" },
    ...[200, 230].map((code) => ({
      body: { path: "error.code", equals: code },
      outcome: "halt" as const,
      advice: "permission_missing",
    })),
    {
      body: { path: "error.error_subcode", equals: 1893063 },
      outcome: "halt",
      advice: "permission_missing",
    },
    { body: { path: "error.code", equals: 10 }, outcome: "reject", advice: "window_closed" },
    {
      body: { path: "error.error_subcode", equals: 2018001 },
      outcome: "reject",
      advice: "person_unknown",
    },
    { body: { path: "error.code", equals: 551 }, outcome: "reject", advice: "person_unavailable" },
    ...[1, 2, 1200].map((code) => ({
      body: { path: "error.code", equals: code },
      outcome: "backoff" as const,
    })),
    ...[4, 32, 613].map((code) => ({
      body: { path: "error.code", equals: code },
      outcome: "wait" as const,
      wait_seconds: 60,
    })),
    { status: 400, outcome: "reject", advice: "fields_missing" },
  ],
  trigger: { event: "checkout_completed" },
  example: {
    person: { external_id: "u1", custom_attributes: { messenger_psid: "psid-1" } },
    event_properties: { text: "Thank you for your order." },
  },
};
