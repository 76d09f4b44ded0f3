/** What one call of /users/track may carry. Objects are checked one by one, so that one bad object spoils only itself. */
import { z } from "zod";
import { cut, isStorable, isStorableJson, NOT_STORABLE } from "#lib/platform/text.ts";
import { identifierKey, userIdentifierShape } from "#lib/profile/schema.ts";

const MAX_OBJECTS = 75;
const MAX_PROPERTIES = 256;
const MAX_NAME = 255;
const MAX_PROPERTIES_BYTES = 100 * 1024;

const objects = (what: string) =>
  z
    .array(z.unknown(), `${what} must be a list.`)
    .max(MAX_OBJECTS, `More than ${MAX_OBJECTS} ${what} in one call.`)
    .default([]);

export const TrackBody = z.object({
  attributes: objects("attributes"),
  events: objects("events"),
  purchases: objects("purchases"),
});
export type TrackBody = z.infer<typeof TrackBody>;

const known = { ...userIdentifierShape, _update_existing_only: z.boolean().optional() };

function requireIdentifier(value: z.infer<z.ZodObject<typeof known>>, ctx: z.core.$RefinementCtx): void {
  if (identifierKey(value) !== null) return;
  ctx.addIssue({
    code: "custom",
    path: ["external_id"],
    message: "The person is missing.",
    params: { code: "missing_identifier", hint: "Give external_id, user_alias, braze_id, email or phone." },
  });
}

const name = z
  .string("The name is missing or not text.")
  .min(1, "The name is empty.")
  .max(MAX_NAME, `The name is longer than ${MAX_NAME} characters.`)
  .refine((text) => !text.startsWith("$"), "A name cannot start with $.")
  .refine(isStorable, NOT_STORABLE);

const properties = z
  .record(z.string(), z.unknown(), "properties must be an object.")
  .default({})
  .superRefine((value, ctx) => {
    const keys = Object.keys(value);
    if (keys.length > MAX_PROPERTIES)
      ctx.addIssue({ code: "custom", message: `More than ${MAX_PROPERTIES} properties.` });
    const odd = keys.find((key) => key.length > MAX_NAME || key.startsWith("$"));
    if (odd !== undefined) {
      ctx.addIssue({
        code: "custom",
        path: [cut(odd, 40)],
        message: "A property name is too long or starts with $.",
      });
    }
    const text = JSON.stringify(value);
    if (text.length > MAX_PROPERTIES_BYTES)
      ctx.addIssue({ code: "custom", message: "The properties are larger than 100 KiB." });
    if (!isStorableJson(text)) ctx.addIssue({ code: "custom", message: NOT_STORABLE });
  });

const ISO = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.:]\d{1,9})?)?\s?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** ISO 8601; without an offset it is UTC. */
const time = z
  .string("The time is not text.")
  .refine((text) => ISO.test(text) && !Number.isNaN(parseTime(text).getTime()), {
    error: 'The time is not ISO 8601. Write it like "2026-01-31T09:00:00Z".',
  })
  .transform(parseTime)
  .optional();

function parseTime(text: string): Date {
  const normal = text
    .replace(" ", "T")
    .replace(/\s/g, "")
    .replace(/(:\d{2}:\d{2}):(\d{1,9})(?=Z|[+-]|$)/, "$1.$2")
    .replace(/([+-]\d{2})(\d{2})$/, "$1:$2");
  return new Date(normal.length === 10 || /(Z|[+-]\d{2}:\d{2})$/.test(normal) ? normal : `${normal}Z`);
}

const eventId = z.string().min(1).max(255).refine(isStorable, NOT_STORABLE).optional();

export const TrackAttributes = z.looseObject(known).superRefine(requireIdentifier);
export const TrackEvent = z
  .looseObject({ ...known, name, time, properties, event_id: eventId })
  .superRefine(requireIdentifier);
export const TrackPurchase = z
  .looseObject({
    ...known,
    product_id: name,
    currency: z
      .string("The currency is missing.")
      .regex(/^[A-Za-z]{3}$/, 'The currency is not an ISO 4217 code like "EUR".'),
    price: z.number("The price is not a number."),
    quantity: z
      .int("The quantity is not a whole number.")
      .min(1, "The quantity is below 1.")
      .max(100, "The quantity is above 100.")
      .default(1),
    time,
    properties,
    event_id: eventId,
  })
  .superRefine(requireIdentifier);

export type TrackAttributes = z.infer<typeof TrackAttributes>;
export type TrackEvent = z.infer<typeof TrackEvent>;
export type TrackPurchase = z.infer<typeof TrackPurchase>;

/** One object that was not taken, and why. `type` is the message, under the name that existing clients read. */
export interface TrackProblem {
  type: string;
  input_array: "attributes" | "events" | "purchases";
  index: number;
  code: string;
  field: string;
  message: string;
  hint?: string | undefined;
}

export interface TrackAnswer {
  message: "success";
  attributes_processed?: number;
  events_processed?: number;
  purchases_processed?: number;
  errors?: TrackProblem[];
}
