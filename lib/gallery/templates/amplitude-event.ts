import type { GalleryTemplateInput } from "../schema.ts";

export const amplitudeEvent: GalleryTemplateInput = {
  id: "amplitude-event",
  name: "Amplitude: send an event",
  category: "crm",
  vendor: "amplitude",
  docs_url: "https://amplitude.com/docs/apis/analytics/http-v2",
  guide: "unsubscribe",
  checked_on: "2026-11-20",
  base_url: "https://api2.amplitude.com",
  webhook: {
    method: "POST",
    path: "/2/httpapi",
    headers: { "Content-Type": "application/json" },
    body: {
      type: "json",
      value: `{
  "api_key": {{ secrets.amplitude_key | json }},
  "events": [
    {
      "user_id": {{ \${user_id} | json }},
      "event_type": "email_unsubscribed",
      "time": {{ event.time | date: "%s" }}000,
      "insert_id": {{ delivery.idempotency_key | json }},
      "event_properties": { "list": {{ event_properties.\${list} | default: "all" | json }} }
    }
  ]
}`,
    },
  },
  parameters: [],
  required: [],
  secrets: [{ name: "amplitude_key", hint: "API key of the project", sample: "sample-amplitude-key" }],
  outcome_rules: [
    { status: 400, outcome: "reject", advice: "fields_missing" },
    { status: 429, outcome: "wait", wait_seconds: 30 },
  ],
  trigger: { event: "email_unsubscribed" },
  example: { person: { external_id: "u1" }, event_properties: { list: "news" } },
};
