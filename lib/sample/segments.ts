/** The segments of the sample workspace. */
import type { FilterTree } from "#lib/segment/filter.ts";

export const SAMPLE_SEGMENTS: readonly { name: string; description: string; filter: FilterTree }[] = [
  {
    name: "VIP players",
    description: "Gold and platinum members with more than 2,500 points.",
    filter: {
      op: "and",
      filters: [
        {
          op: "or",
          filters: [
            { type: "attribute", attribute: "tier", op: "equals", value: "gold" },
            { type: "attribute", attribute: "tier", op: "equals", value: "platinum" },
          ],
        },
        { type: "attribute", attribute: "points", op: "greater_than", value: 2_500 },
      ],
    },
  },
  {
    name: "Frequent flyers",
    description: "Five bookings or more within a year.",
    filter: {
      op: "and",
      filters: [{ type: "event", event: "flight_booked", op: "count_gte", value: 5, within_days: 365 }],
    },
  },
  {
    name: "Unsubscribed lately",
    description: "Took back their consent to e-mail within 30 days.",
    filter: {
      op: "and",
      filters: [{ type: "event", event: "email_unsubscribed", op: "last_within_days", value: 30 }],
    },
  },
  {
    name: "No e-mail",
    description: "Cannot be reached by e-mail.",
    filter: { op: "and", filters: [{ type: "attribute", attribute: "email", op: "does_not_exist" }] },
  },
  {
    name: "LINE linked",
    description: "Linked their account with LINE.",
    filter: { op: "and", filters: [{ type: "attribute", attribute: "line_user_id", op: "exists" }] },
  },
];
