import type { GalleryTemplateInput } from "../schema.ts";

/** The key is a UUID made of person and level: a level is announced once, however often its event repeats. */
export const onesignalPush: GalleryTemplateInput = {
  id: "onesignal-push",
  name: "OneSignal: push message",
  category: "games",
  vendor: "onesignal",
  docs_url: "https://documentation.onesignal.com/reference/create-message",
  guide: "game-reward",
  checked_on: "2026-11-20",
  base_url: "https://api.onesignal.com",
  webhook: {
    method: "POST",
    path: "/notifications",
    headers: { Authorization: "Key {{ secrets.onesignal_api_key }}", "Content-Type": "application/json" },
    body: {
      type: "json",
      value: `{% assign key = \${user_id} | append: "-level-" | append: event_properties.\${level} | md5 -%}
{
  "app_id": {{ secrets.onesignal_app_id | json }},
  "target_channel": "push",
  "include_aliases": { "external_id": [{{ \${user_id} | json }}] },
  "headings": { "en": "Reward!" },
  "contents": { "en": {{ event_properties.\${coins} | default: 100 | append: " coins are in your account" | json }} },
  "idempotency_key": "{{ key | slice: 0, 8 }}-{{ key | slice: 8, 4 }}-3{{ key | slice: 13, 3 }}-8{{ key | slice: 17, 3 }}-{{ key | slice: 20, 12 }}"
}`,
    },
  },
  parameters: [],
  required: [{ path: "event_properties.${level}", reason: "the event names no level" }],
  secrets: [
    { name: "onesignal_app_id", hint: "App id", sample: "sample-app" },
    { name: "onesignal_api_key", hint: "REST API key", sample: "sample-onesignal-key" },
  ],
  outcome_rules: [
    { status: 200, body: { path: "id", equals: "" }, outcome: "reject", advice: "nothing_sent" },
    { status: 401, outcome: "halt", advice: "token_expired" },
    { status: 403, outcome: "halt", advice: "permission_missing" },
    { status: 429, outcome: "wait", wait_seconds: 5 },
  ],
  trigger: { event: "level_reached" },
  example: { person: { external_id: "u1" }, event_properties: { level: 10, coins: 100 } },
};
