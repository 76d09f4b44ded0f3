import type { FilterTree } from "#lib/segment/filter.ts";

/** What an empty workspace offers to start from: by attribute, by what was done, and by what was not. */
export const EXAMPLE_SEGMENTS: { id: "gold" | "active" | "silent"; filter: FilterTree }[] = [
  {
    id: "gold",
    filter: { op: "and", filters: [{ type: "attribute", attribute: "tier", op: "equals", value: "gold" }] },
  },
  {
    id: "active",
    filter: {
      op: "and",
      filters: [{ type: "event", event: "flight_booked", op: "count_gte", value: 3, within_days: 30 }],
    },
  },
  {
    id: "silent",
    filter: {
      op: "and",
      filters: [
        { type: "event", event: "signed_up", op: "ever" },
        { type: "event", event: "logged_in", op: "last_not_within_days", value: 30 },
      ],
    },
  },
];
