import type { GalleryTemplateInput } from "../schema.ts";

export const squarePoints: GalleryTemplateInput = {
  id: "square-points",
  name: "Square: loyalty points after N bookings",
  category: "loyalty",
  vendor: "square",
  docs_url: "https://developer.squareup.com/reference/square/loyalty-api/adjust-loyalty-points",
  guide: "airline-credit",
  checked_on: "2025-08-19",
  base_url: "https://connect.squareup.com",
  webhook: {
    method: "POST",
    path: "/v2/loyalty/accounts/{{ custom_attribute.${square_loyalty_id} | url_param_escape }}/adjust",
    headers: {
      Authorization: "Bearer {{ secrets.square_token }}",
      "Square-Version": "2025-08-20",
      "Content-Type": "application/json",
    },
    body: {
      type: "json",
      value: `{
  "idempotency_key": {{ custom_attribute.\${square_loyalty_id} | append: "-b[[threshold]]" | json }},
  "adjust_points": { "points": [[points]], "reason": "[[threshold]] bookings" }
}`,
    },
  },
  parameters: [
    { name: "threshold", label: "Bookings", default: "5" },
    { name: "points", label: "Points", default: "500" },
  ],
  required: [{ path: "custom_attribute.${square_loyalty_id}", reason: "no Square loyalty account" }],
  secrets: [{ name: "square_token", hint: "Access token", sample: "sample-square-token" }],
  outcome_rules: [
    { status: 401, outcome: "halt", advice: "token_expired" },
    { status: 404, outcome: "reject", advice: "person_unknown" },
    {
      status: 400,
      body: { path: "errors.0.code", equals: "IDEMPOTENCY_KEY_REUSED" },
      outcome: "reject",
      advice: "key_reused",
    },
  ],
  again: false,
  audience: {
    op: "and",
    filters: [
      { type: "event", event: "flight_booked", op: "count_gte", value: "[[threshold]]", within_days: 365 },
    ],
  },
  trigger: { event: "flight_booked", after_event: true },
  example: {
    person: { external_id: "u1", custom_attributes: { square_loyalty_id: "SQ-1" } },
    event_properties: { fare: 240 },
  },
};
