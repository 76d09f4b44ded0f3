import type { GalleryTemplateInput } from "../schema.ts";

export const ownTrack: GalleryTemplateInput = {
  id: "own-track",
  name: "Post back to our own API",
  category: "own",
  vendor: "signalbox",
  docs_url: null,
  guide: "own-api",
  checked_on: "2026-11-20",
  base_url: "{{ app.base_url }}",
  webhook: {
    method: "POST",
    path: "/users/track",
    headers: { Authorization: "Bearer {{ secrets.self_api_key }}", "Content-Type": "application/json" },
    body: {
      type: "json",
      value: `{
  "attributes": [
    {
      "external_id": {{ \${user_id} | json }},
      "webhook_count": {{ custom_attribute.\${webhook_count} | default: 0 | plus: 1 }}
    }
  ],
  "events": [
    {
      "external_id": {{ \${user_id} | json }},
      "name": "reward_given",
      "time": {{ "now" | date: "%Y-%m-%dT%H:%M:%S%z" | json }},
      "event_id": {{ delivery.idempotency_key | json }}
    }
  ]
}`,
    },
  },
  parameters: [],
  required: [{ path: "${user_id}", reason: "no user id" }],
  secrets: [{ name: "self_api_key", hint: "An API key with users.track", sample: "sample-self-key" }],
  outcome_rules: [],
  trigger: { event: "points_earned" },
  example: {
    person: { external_id: "u1", custom_attributes: { webhook_count: 2 } },
    event_properties: { points: 50 },
  },
};
