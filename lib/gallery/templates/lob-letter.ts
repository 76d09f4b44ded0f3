import type { GalleryTemplateInput } from "../schema.ts";

export const lobLetter: GalleryTemplateInput = {
  id: "lob-letter",
  name: "Lob: send a letter",
  category: "mail",
  vendor: "lob",
  docs_url: "https://docs.lob.com/#tag/Letters",
  guide: "direct-mail",
  checked_on: "2026-05-29",
  base_url: "https://api.lob.com",
  webhook: {
    method: "POST",
    path: "/v1/letters",
    headers: {
      Authorization: 'Basic {{ secrets.lob_api_key | append: ":" | base64_encode }}',
      "Content-Type": "application/json",
      "Idempotency-Key": "{{ delivery.idempotency_key }}",
    },
    body: {
      type: "json",
      value: `{
  "description": {{ "Letter to " | append: \${user_id} | json }},
  "to": {
    "name": {{ \${first_name} | append: " " | append: \${last_name} | json }},
    "address_line1": {{ custom_attribute.\${street} | json }},
    "address_city": {{ \${city} | json }},
    "address_state": {{ custom_attribute.\${state} | json }},
    "address_zip": {{ custom_attribute.\${zip} | json }},
    "address_country": "US"
  },
  "from": "[[sender_address_id]]",
  "file": "[[letter_id]]",
  "color": false,
  "merge_variables": {
    "name": {{ \${first_name} | default: "there" | json }},
    "code": {{ event_properties.\${code} | json }}
  },
  "address_placement": "top_first_page",
  "mail_type": "usps_first_class",
  "use_type": "operational",
  "metadata": { "campaign": {{ campaign.\${api_id} | json }} }
}`,
    },
  },
  parameters: [
    { name: "sender_address_id", label: "Sender address id", default: "adr_sample" },
    { name: "letter_id", label: "Letter template id", default: "tmpl_letter" },
  ],
  required: [
    { path: "custom_attribute.${street}", reason: "no street" },
    { path: "custom_attribute.${zip}", reason: "no postal code" },
  ],
  secrets: [{ name: "lob_api_key", hint: "API key; test_… prints nothing", sample: "test_sample" }],
  outcome_rules: [
    { status: 401, outcome: "halt", advice: "token_expired" },
    { status: 403, outcome: "halt", advice: "plan_missing" },
    { status: 422, outcome: "reject", advice: "fields_missing" },
    { status: 429, outcome: "wait", wait_seconds: 5 },
  ],
  trigger: { event: "membership_ended" },
  example: {
    person: {
      external_id: "u1",
      first_name: "Zoë",
      last_name: "Martin",
      city: "San Francisco",
      custom_attributes: { street: "210 King St", state: "CA", zip: "94107" },
    },
    event_properties: { code: "BACK10" },
  },
};
