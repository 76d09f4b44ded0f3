import type { GalleryTemplateInput } from "../schema.ts";

export const iftttEvent: GalleryTemplateInput = {
  id: "ifttt-event",
  name: "IFTTT: start an applet",
  category: "automation",
  vendor: "ifttt",
  docs_url: "https://ifttt.com/maker_webhooks",
  guide: "if-this-then-that",
  checked_on: "2026-11-20",
  base_url: "https://maker.ifttt.com",
  webhook: {
    method: "POST",
    path: "/trigger/[[event_name]]/with/key/{{ secrets.ifttt_key }}",
    headers: { "Content-Type": "application/json" },
    body: {
      type: "json",
      value: `{
  "value1": {{ \${email_address} | json }},
  "value2": {{ event_properties.\${source} | default: "app" | json }},
  "value3": {{ \${first_name} | default: "" | json }}
}`,
    },
  },
  parameters: [{ name: "event_name", label: "Name of the event at IFTTT", default: "app_sign_in" }],
  required: [{ path: "${email_address}", reason: "no e-mail address" }],
  secrets: [
    { name: "ifttt_key", hint: "Webhooks key; it is part of the address", sample: "sample-ifttt-key" },
  ],
  outcome_rules: [
    { status: "2xx", outcome: "done", unverified: true, advice: "accepted_only" },
    { status: 401, outcome: "halt", advice: "token_expired" },
  ],
  trigger: { event: "logged_in" },
  example: {
    person: { external_id: "u1", email: "zoe@example.com", first_name: "Zoë" },
    event_properties: { source: "ios" },
  },
};
