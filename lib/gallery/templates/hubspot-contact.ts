import type { GalleryTemplateInput } from "../schema.ts";
import { HUBSPOT_OUTCOMES } from "./hubspot-outcomes.ts";

export const hubspotContact: GalleryTemplateInput = {
  id: "hubspot-contact",
  name: "HubSpot: update contact",
  category: "crm",
  vendor: "hubspot",
  docs_url: "https://developers.hubspot.com/docs/api-reference",
  guide: "unsubscribe",
  checked_on: "2026-08-21",
  base_url: "https://api.hubapi.com",
  webhook: {
    method: "PATCH",
    path: "/crm/objects/2026-09/contacts/{{ ${email_address} | url_param_escape }}?idProperty=email",
    headers: { Authorization: "Bearer {{ secrets.hubspot_token }}", "Content-Type": "application/json" },
    body: {
      type: "json",
      value: `{
  "properties": {
    "email_opt_out_app": "true",
    "email_opt_out_at": {{ event.time | json }}
  }
}`,
    },
  },
  parameters: [],
  required: [{ path: "${email_address}", reason: "no e-mail address" }],
  secrets: [{ name: "hubspot_token", hint: "Token of a private app", sample: "sample-hubspot-token" }],
  outcome_rules: HUBSPOT_OUTCOMES,
  trigger: { event: "email_unsubscribed" },
  example: { person: { external_id: "u1", email: "zoe@example.com" }, event_properties: { list: "news" } },
};
