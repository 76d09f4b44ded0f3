import type { JourneyTemplateInput } from "../journey-schema.ts";

export const bookingCreditJourney: JourneyTemplateInput = {
  id: "booking-credit-journey",
  name: "Credit after N bookings, remembered on the profile",
  category: "loyalty",
  guide: "airline-credit",
  entry: {
    type: "action",
    event: "flight_booked",
    audience_at: "after_event",
    re_entry: { allowed: false },
  },
  audience: {
    op: "and",
    filters: [
      { type: "event", event: "flight_booked", op: "count_gte", value: "[[threshold]]", within_days: 365 },
    ],
  },
  steps: [
    {
      id: "credit",
      type: "template",
      template: "loyalty-credit",
      name: "Credit the member",
      save_response_as: "credit",
      on_failure: "exit",
      next: "remember",
    },
    {
      id: "remember",
      type: "user_update",
      name: "Remember the credit",
      attributes: { last_credit: "{{context.${credit}.json.credit_id}}" },
      next: null,
    },
  ],
  example: {
    person: { external_id: "u1", custom_attributes: { member_no: "M-1001" } },
    event_properties: { fare: 240, points: 120 },
  },
};
