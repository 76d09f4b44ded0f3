import type { JourneyTemplateInput } from "../journey-schema.ts";

export const welcomeJourney: JourneyTemplateInput = {
  id: "welcome-journey",
  name: "Welcome after a day, on LINE or in the CRM",
  category: "messaging",
  guide: "messaging",
  entry: { type: "action", event: "signed_up", re_entry: { allowed: false } },
  exit_criteria: [{ event: "email_unsubscribed" }],
  steps: [
    { id: "wait", type: "delay", name: "Wait a day", delay: { seconds: 86_400 }, next: "linked" },
    {
      id: "linked",
      type: "decision_split",
      name: "LINE linked?",
      filter: { op: "and", filters: [{ type: "attribute", attribute: "line_user_id", op: "exists" }] },
      yes: "line",
      no: "lead",
    },
    {
      id: "line",
      type: "template",
      template: "line-push",
      name: "Welcome on LINE",
      replace: { "Your order is on its way.": "Welcome! Your first reward waits in the app." },
      next: null,
    },
    { id: "lead", type: "template", template: "salesforce-lead", name: "Create the lead", next: null },
  ],
  example: {
    person: {
      external_id: "u1",
      email: "zoe@example.com",
      first_name: "Zoë",
      last_name: "Martin",
      custom_attributes: { line_user_id: "U4af4980629" },
    },
    event_properties: { source: "ios" },
  },
};
