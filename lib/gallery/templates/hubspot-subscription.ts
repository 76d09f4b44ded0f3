import type { GalleryTemplateInput } from "../schema.ts";
import { HUBSPOT_OUTCOMES } from "./hubspot-outcomes.ts";

export const hubspotSubscription: GalleryTemplateInput = {
  id: "hubspot-subscription",
  name: "HubSpot: unsubscribe",
  category: "crm",
  vendor: "hubspot",
  docs_url: "https://developers.hubspot.com/docs/api-reference",
  guide: "unsubscribe",
  checked_on: "2026-08-21",
  base_url: "https://api.hubapi.com",
  webhook: {
    method: "POST",
    path: "/communication-preferences/2026-09/statuses/{{ ${email_address} | url_param_escape }}",
    headers: { Authorization: "Bearer {{ secrets.hubspot_token }}", "Content-Type": "application/json" },
    body: {
      type: "json",
      value: `{
  "channel": "EMAIL",
  "statusState": "UNSUBSCRIBED",
  "subscriptionId": [[subscription_id]],
  "legalBasis": "NON_GDPR",
  "legalBasisExplanation": {{ event_properties.\${source} | default: "Unsubscribed in app" | json }}
}`,
    },
  },
  parameters: [{ name: "subscription_id", label: "Subscription id", default: "1" }],
  required: [{ path: "${email_address}", reason: "no e-mail address" }],
  secrets: [{ name: "hubspot_token", hint: "Token of a private app", sample: "sample-hubspot-token" }],
  outcome_rules: HUBSPOT_OUTCOMES,
  trigger: { event: "email_unsubscribed" },
  example: {
    person: { external_id: "u1", email: "zoe@example.com" },
    event_properties: { source: "Preference page", list: "news" },
  },
};
