import type { GalleryTemplateInput } from "../schema.ts";

export const fcmPush: GalleryTemplateInput = {
  id: "fcm-push",
  name: "Firebase: push message",
  category: "games",
  vendor: "fcm",
  docs_url: "https://firebase.google.com/docs/cloud-messaging/send/v1-api",
  guide: "game-reward",
  checked_on: "2026-11-20",
  base_url: "https://fcm.googleapis.com",
  webhook: {
    method: "POST",
    path: "/v1/projects/{{ secrets.fcm_project }}/messages:send",
    headers: { Authorization: "Bearer {{ secrets.fcm_access_token }}", "Content-Type": "application/json" },
    body: {
      type: "json",
      value: `{
  "message": {
    "token": {{ custom_attribute.\${fcm_token} | json }},
    "notification": {
      "title": "Reward!",
      "body": {{ "You won " | append: event_properties.\${coins} | append: " coins" | json }}
    },
    "data": { "level": {{ event_properties.\${level} | append: "" | json }} }
  }
}`,
    },
  },
  parameters: [],
  required: [{ path: "custom_attribute.${fcm_token}", reason: "no push token" }],
  secrets: [
    { name: "fcm_project", hint: "Project id", sample: "sample-project" },
    { name: "fcm_access_token", hint: "OAuth access token, valid for one hour", sample: "sample-fcm-token" },
  ],
  outcome_rules: [
    { status: 401, outcome: "halt", advice: "token_expired" },
    { status: 403, outcome: "reject", advice: "sender_mismatch" },
    {
      status: 404,
      body: { path: "error.details.0.errorCode", equals: "UNREGISTERED" },
      outcome: "reject",
      clear_attribute: "fcm_token",
      advice: "push_token_gone",
    },
    { status: 429, outcome: "wait", wait_seconds: 60 },
    { status: 503, outcome: "wait", wait_seconds: 5 },
  ],
  trigger: { event: "level_reached" },
  example: {
    person: { external_id: "u1", custom_attributes: { fcm_token: "sample-device" } },
    event_properties: { level: 10, coins: 100 },
  },
};
