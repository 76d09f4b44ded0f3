import type { GalleryTemplateInput } from "../schema.ts";

/** The threshold is part of the key: however often events repeat, each threshold credits once. */
export const loyaltyCredit: GalleryTemplateInput = {
  id: "loyalty-credit",
  name: "Loyalty credit after N bookings",
  category: "loyalty",
  vendor: "loyalty",
  docs_url: null,
  guide: "airline-credit",
  checked_on: "2026-11-20",
  base_url: "https://loyalty.example.com",
  webhook: {
    method: "POST",
    path: "/v1/members/{{ custom_attribute.${member_no} | url_param_escape }}/credits",
    headers: {
      Authorization: "Bearer {{ secrets.loyalty_key }}",
      "Content-Type": "application/json",
      "Idempotency-Key": "{{ custom_attribute.${member_no} | url_param_escape }}-bookings-[[threshold]]",
    },
    body: {
      type: "json",
      value: `{
  "type": "discount",
  "amount": { "value": "[[amount]]", "currency": "EUR" },
  "expires_on": {{ "now" | date: "%s" | plus: 31536000 | date: "%Y-%m-%d" | json }},
  "reason": "Bookings [[threshold]]"
}`,
    },
  },
  parameters: [
    { name: "threshold", label: "Bookings", default: "5" },
    { name: "amount", label: "Credit in EUR", default: "50.00" },
  ],
  required: [{ path: "custom_attribute.${member_no}", reason: "not a member" }],
  secrets: [{ name: "loyalty_key", hint: "Key of the loyalty API", sample: "sample-loyalty-key" }],
  outcome_rules: [
    { status: 200, outcome: "already" },
    { status: 401, outcome: "halt", advice: "token_expired" },
    { status: 404, outcome: "reject", advice: "person_unknown" },
    { status: 409, outcome: "reject", advice: "key_reused" },
    { status: 422, outcome: "reject", advice: "fields_missing" },
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
    person: { external_id: "u1", custom_attributes: { member_no: "M-1001" } },
    event_properties: { fare: 240, points: 120 },
  },
};
