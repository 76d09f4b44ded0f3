import type { GalleryTemplateInput } from "../schema.ts";

export const linePush: GalleryTemplateInput = {
  id: "line-push",
  name: "LINE: push message",
  category: "messaging",
  vendor: "line",
  docs_url: "https://developers.line.biz/en/reference/messaging-api/#send-push-message",
  guide: "messaging",
  checked_on: "2026-07-01",
  base_url: "https://api.line.me",
  webhook: {
    method: "POST",
    path: "/v2/bot/message/push",
    headers: {
      Authorization: "Bearer {{ secrets.line_channel_token }}",
      "Content-Type": "application/json",
      "X-Line-Retry-Key": "{{ delivery.idempotency_key }}",
    },
    body: {
      type: "json",
      value: `{
  "to": {{ custom_attribute.\${line_user_id} | json }},
  "messages": [
    { "type": "text", "text": {{ event_properties.\${text} | default: "Your order is on its way." | json }} }
  ],
  "notificationDisabled": false
}`,
    },
  },
  parameters: [],
  required: [{ path: "custom_attribute.${line_user_id}", reason: "not linked with LINE" }],
  secrets: [{ name: "line_channel_token", hint: "Channel access token", sample: "sample-line-token" }],
  outcome_rules: [
    { status: 409, outcome: "already" },
    {
      status: 429,
      body: { path: "message", contains: "monthly limit" },
      outcome: "halt",
      advice: "quota_month",
    },
    { status: 401, outcome: "halt", advice: "token_expired" },
    { status: 403, outcome: "halt", advice: "plan_missing" },
    {
      status: 400,
      body: { path: "message", contains: "Failed to send messages" },
      outcome: "reject",
      advice: "person_unavailable",
    },
    { status: 400, outcome: "reject", advice: "fields_missing" },
  ],
  trigger: { event: "checkout_completed" },
  example: {
    person: { external_id: "u1", custom_attributes: { line_user_id: "U4af4980629" } },
    event_properties: { text: "Your order #1234 is on its way." },
  },
};
