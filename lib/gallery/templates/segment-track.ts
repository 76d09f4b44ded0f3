import type { GalleryTemplateInput } from "../schema.ts";

/** Segment says 200 to nearly everything: done means accepted, not verified. */
export const segmentTrack: GalleryTemplateInput = {
  id: "segment-track",
  name: "Segment: track an unsubscribe",
  category: "crm",
  vendor: "segment",
  docs_url: "https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/",
  guide: "unsubscribe",
  checked_on: "2026-11-20",
  base_url: "https://api.segment.io",
  webhook: {
    method: "POST",
    path: "/v1/track",
    headers: {
      Authorization: 'Basic {{ secrets.segment_write_key | append: ":" | base64_encode }}',
      "Content-Type": "application/json",
    },
    body: {
      type: "json",
      value: `{
  "userId": {{ \${user_id} | json }},
  "event": "Email Unsubscribed",
  "messageId": {{ delivery.idempotency_key | json }},
  "timestamp": {{ event.time | json }},
  "properties": { "list": {{ event_properties.\${list} | default: "all" | json }} }
}`,
    },
  },
  parameters: [],
  required: [],
  secrets: [{ name: "segment_write_key", hint: "Write key of the source", sample: "sample-segment-key" }],
  outcome_rules: [{ status: "2xx", outcome: "done", unverified: true, advice: "accepted_only" }],
  trigger: { event: "email_unsubscribed" },
  example: { person: { external_id: "u1" }, event_properties: { list: "news" } },
};
