import type { JourneyTemplateInput } from "../journey-schema.ts";

export const winbackJourney: JourneyTemplateInput = {
  id: "winback-journey",
  name: "Win back with a postcard, compared with a control group",
  category: "mail",
  guide: "direct-mail",
  entry: { type: "action", event: "cart_abandoned", re_entry: { allowed: true, after_seconds: 2_592_000 } },
  exit_criteria: [{ event: "checkout_completed" }],
  steps: [
    { id: "wait", type: "delay", name: "Wait three days", delay: { seconds: 259_200 }, next: "share" },
    {
      id: "share",
      type: "experiment_paths",
      name: "Postcard or nothing",
      paths: [
        { name: "Postcard", percentage: 80, next: "card" },
        { name: "Control group", percentage: 20, control: true, next: null },
      ],
    },
    { id: "card", type: "template", template: "lob-postcard", name: "Send the postcard", next: null },
  ],
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
