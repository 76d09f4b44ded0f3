/** A person who exists only for a preview or a simulation. */
import { newId } from "#lib/platform/id.ts";
import { isStandardAttribute } from "#lib/profile/schema.ts";
import type { PersonFacts } from "./matches.ts";

/** Standard attributes beside custom ones, as `/users/track` takes them. */
export interface MadeUpUser {
  external_id?: string | null | undefined;
  time_zone?: string | null | undefined;
  custom_attributes?: Record<string, unknown> | undefined;
  [attribute: string]: unknown;
}

export function madeUpPerson(user: MadeUpUser, now: Date): PersonFacts {
  const { external_id: externalId, time_zone: timeZone, custom_attributes: custom, ...rest } = user;
  const entries = Object.entries(rest);
  return {
    profileId: newId(),
    externalId: externalId ?? "sample",
    attributes: Object.fromEntries(entries.filter(([name]) => isStandardAttribute(name))),
    customAttributes: {
      ...Object.fromEntries(entries.filter(([name]) => !isStandardAttribute(name))),
      ...custom,
    },
    timeZone: timeZone ?? null,
    randomBucket: 0,
    createdAt: now,
  };
}
