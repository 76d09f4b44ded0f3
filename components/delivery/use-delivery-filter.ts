"use client";

import { parseAsString, useQueryStates } from "nuqs";
import type { DeliveryListFilter } from "./queries.ts";

/** Every filter of the log; each is a parameter of the address and of the API. */
export const FILTER_PARAMS = [
  "status",
  "reason",
  "status_class",
  "attempt_kind",
  "host",
  "external_user_id",
  "campaign_id",
  "canvas_id",
  "step_id",
  "dispatch_id",
  "delivery_id",
  "since",
  "until",
] as const;

const PARSERS = Object.fromEntries(FILTER_PARAMS.map((name) => [name, parseAsString]));

export function useDeliveryFilter(): { filter: DeliveryListFilter; filtered: boolean } {
  const [values] = useQueryStates(PARSERS);
  return {
    filter: values as DeliveryListFilter,
    filtered: Object.values(values).some((value) => value !== null),
  };
}
