/** `/users/*` as existing clients know it. */
import { expect } from "vitest";
import { type Fact, fact, problem, times } from "./braze-fact.ts";

const event = (extra: object = {}) => ({ external_id: "a", name: "booked", ...extra });
const refused = (field: string) => ({ errors: [{ input_array: "events", index: 0, field }] });

export const USER_FACTS: Record<string, Fact[]> = {
  "POST /users/track": [
    fact(
      "counts attributes, events and purchases apart",
      {
        attributes: [{ external_id: "a", tier: "gold" }],
        events: [event(), event()],
        purchases: [{ external_id: "a", product_id: "p", currency: "EUR", price: 9.5, quantity: 2 }],
      },
      201,
      { attributes_processed: 1, events_processed: 2, purchases_processed: 1 },
    ),
    fact("takes 75 of each", { events: times(75, () => event()) }, 201, { events_processed: 75 }),
    fact(
      "takes no more than 75 events",
      { events: times(76, () => event()) },
      422,
      problem("too_big", "events"),
    ),
    fact(
      "takes no more than 75 attribute objects",
      { attributes: times(76, () => ({ external_id: "a" })) },
      422,
      problem("too_big", "attributes"),
    ),
    fact(
      "takes no more than 75 purchases",
      { purchases: times(76, () => ({ external_id: "a" })) },
      422,
      problem("too_big", "purchases"),
    ),
    fact(
      "takes the good objects and names the bad ones",
      { events: [event(), { external_id: "a" }], attributes: [{ tier: "x" }] },
      201,
      {
        events_processed: 1,
        errors: [
          { input_array: "attributes", index: 0, code: "missing_identifier", type: expect.any(String) },
          { input_array: "events", index: 1, field: "events.1.name" },
        ],
      },
    ),
    fact(
      "is refused when no object is good",
      { events: [{ external_id: "a" }] },
      422,
      refused("events.0.name"),
    ),
    fact("is refused when it carries nothing", {}, 422, problem("nothing_to_track")),
    fact(
      "finds people by alias, by e-mail and by our own id",
      {
        attributes: [
          { user_alias: { alias_name: "zoe", alias_label: "crm" }, city: "Lyon" },
          { email: "zoe@example.com", city: "Paris" },
        ],
      },
      201,
      { attributes_processed: 2 },
    ),
    fact(
      "leaves out people who do not exist when asked to",
      {
        attributes: [{ external_id: "nobody", _update_existing_only: true, tier: "x" }, { external_id: "a" }],
      },
      201,
      { attributes_processed: 1, errors: [{ index: 0, code: "unknown_user" }] },
    ),
    fact(
      "changes numbers, lists and objects in place, and removes by null",
      {
        attributes: [
          { external_id: "b", visits: { inc: 2 }, colours: { add: ["red"] } },
          { external_id: "b", colours: { remove: ["red"] }, pets: { $add: [{ id: 1, name: "Rex" }] } },
          { external_id: "b", tier: null },
        ],
      },
      201,
      { attributes_processed: 3 },
    ),
    fact("takes a time in the future as now", { events: [event({ time: "2999-01-01T00:00:00Z" })] }, 201, {
      events_processed: 1,
    }),
    fact(
      "wants a time of ISO 8601",
      { events: [event({ time: "tomorrow" })] },
      422,
      refused("events.0.time"),
    ),
    fact(
      "wants names of at most 255",
      { events: [event({ name: "x".repeat(256) })] },
      422,
      refused("events.0.name"),
    ),
    fact(
      "wants names without a leading $",
      { events: [event({ name: "$x" })] },
      422,
      refused("events.0.name"),
    ),
    fact(
      "takes at most 256 properties",
      { events: [event({ properties: Object.fromEntries(times(257, (index) => [`p${index}`, 1])) })] },
      422,
      refused("events.0.properties"),
    ),
    fact(
      "takes at most 100 KiB of properties",
      { events: [event({ properties: { text: "x".repeat(102_400) } })] },
      422,
      refused("events.0.properties"),
    ),
    fact(
      "wants a currency and a price of a purchase",
      { purchases: [{ external_id: "a", product_id: "p", price: 1 }] },
      422,
      { errors: [{ input_array: "purchases", field: "purchases.0.currency" }] },
    ),
  ],
  "POST /users/delete": [
    fact("counts whom it erased", { external_ids: ["nobody-1"] }, 201, { deleted: 0 }),
    fact(
      "erases by external id",
      { external_ids: ["gone", "nobody"] },
      201,
      { deleted: 1 },
      {
        before: { endpoint: "POST /users/track", given: () => ({ attributes: [{ external_id: "gone" }] }) },
      },
    ),
    fact("takes aliases", { user_aliases: [{ alias_name: "x", alias_label: "y" }] }, 201, { deleted: 0 }),
    fact("takes our own ids", { braze_ids: ["x"] }, 201, { deleted: 0 }),
    fact(
      "takes at most 50",
      { external_ids: times(51, (index) => `d${index}`) },
      400,
      problem("max_ids_exceeded", "external_ids"),
    ),
    fact(
      "takes one way of naming people",
      { external_ids: ["x"], braze_ids: ["y"] },
      422,
      problem("several_identifiers"),
    ),
    fact("needs somebody", {}, 422, problem("missing_identifier")),
  ],
  "POST /users/export/ids": [
    fact("answers everything known, and who is not", { external_ids: ["a", "nobody"] }, 201, {
      users: [
        {
          external_id: "a",
          braze_id: expect.any(String),
          first_name: "Zoë",
          email: "zoe@example.com",
          random_bucket: expect.any(Number),
          created_at: expect.any(String),
          user_aliases: [{ alias_name: "zoe", alias_label: "crm" }],
          custom_attributes: { tier: "gold" },
          custom_events: [
            {
              name: "booked",
              first: expect.any(String),
              last: expect.any(String),
              count: expect.any(Number),
            },
          ],
          purchases: expect.any(Array),
          campaigns_received: expect.any(Array),
        },
      ],
      invalid_user_ids: ["nobody"],
    }),
    fact("keeps to the fields asked for", { external_ids: ["a"], fields_to_export: ["first_name"] }, 201, {
      users: [{ external_id: "a", first_name: "Zoë" }],
    }),
    fact("takes aliases", { user_aliases: [{ alias_name: "zoe", alias_label: "crm" }] }, 201, {
      users: [{ external_id: "a" }],
    }),
    fact("takes an e-mail address", { email_address: "zoe@example.com" }, 201, {
      users: [{ external_id: "a" }],
    }),
    fact(
      "takes at most 50",
      { external_ids: times(51, (index) => `e${index}`) },
      400,
      problem("max_ids_exceeded", "external_ids"),
    ),
    fact("needs somebody", {}, 422, problem("missing_identifier")),
  ],
};
