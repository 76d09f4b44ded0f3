/** Addresses that take other systems' webhooks: how a call proves its origin, and how it becomes events. */
import { z } from "zod";
import { isStorable, NOT_STORABLE } from "#lib/platform/text.ts";

export const INBOUND_SCHEMES = [
  "standard_webhooks",
  "stripe",
  "github",
  "messenger",
  "shopify",
  "line",
  "lob",
  "token",
  "none",
] as const;
export const inboundSchemeSchema = z.enum(INBOUND_SCHEMES);
export type InboundScheme = z.output<typeof inboundSchemeSchema>;

const text = (max: number) => z.string().trim().min(1).max(max).refine(isStorable, NOT_STORABLE);

/** A path into the body such as `$.data.user.id` or `$.items[0].sku`, Liquid over it, or text that stands for itself. */
const expression = text(500);

export const inboundMappingSchema = z.strictObject({
  /** Where a call carries several: the list. */
  items: expression.optional(),
  event: expression,
  external_id: expression,
  /** Against counting a repeated call twice; the scheme's own id where there is one. */
  event_id: expression.optional(),
  time: expression.optional(),
  /** A path to an object, or one expression per property. */
  properties: z.union([expression, z.record(z.string().min(1).max(255), expression)]).optional(),
  /** What happens when nobody has that id. */
  unknown_person: z.enum(["create", "refuse"]).default("create"),
});
export type InboundMapping = z.output<typeof inboundMappingSchema>;

const secret = z.string().min(1, "The secret is empty.").max(1024);

export const createInboundSchema = z
  .strictObject({
    name: text(100),
    scheme: inboundSchemeSchema.default("standard_webhooks"),
    secret: secret.optional(),
    mapping: inboundMappingSchema,
  })
  .superRefine((value, ctx) => {
    if (value.scheme === "none" || value.secret !== undefined) return;
    ctx.addIssue({
      code: "custom",
      path: ["secret"],
      message: "This way of proving the origin needs a secret.",
      params: { code: "missing_secret", hint: "Give the secret that the other system shows." },
    });
  });
export type CreateInbound = z.output<typeof createInboundSchema>;

export const patchInboundSchema = z.strictObject({
  name: text(100).optional(),
  scheme: inboundSchemeSchema.optional(),
  secret: secret.optional(),
  mapping: inboundMappingSchema.optional(),
});
export type PatchInbound = z.output<typeof patchInboundSchema>;

export const inboundViewSchema = z.object({
  inbound_id: z.string(),
  name: z.string(),
  url: z.string(),
  scheme: inboundSchemeSchema,
  has_secret: z.boolean(),
  /** What Messenger must send when it checks the address; null for other schemes. */
  verify_token: z.string().nullable(),
  mapping: inboundMappingSchema,
  created_at: z.string(),
  updated_at: z.string(),
});
export type InboundView = z.output<typeof inboundViewSchema>;
export const inboundListSchema = z.object({ inbound: z.array(inboundViewSchema) });

export const INBOUND_STATUSES = ["accepted", "duplicate", "rejected"] as const;
export const inboundCallSchema = z.object({
  call_id: z.string(),
  received_at: z.string(),
  status: z.enum(INBOUND_STATUSES),
  reason: z.string().nullable(),
  event_key: z.string().nullable(),
  events_count: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});
export type InboundCallView = z.output<typeof inboundCallSchema>;
export const inboundCallPageSchema = z.object({
  calls: z.array(inboundCallSchema),
  next_cursor: z.string().nullable(),
});
export const inboundCallsQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(500).optional(),
});

/** Somebody writes to the page that a stand-in of Messenger plays. */
export const writeToPageSchema = z.strictObject({
  /** The page-scoped id of the person. */
  person: z.string().min(1, "Name the person who writes.").max(100),
  text: z.string().min(1, "Write something.").max(2_000),
  /** The endpoint that Messenger would call. */
  inbound_id: z.string(),
});
export type WriteToPage = z.output<typeof writeToPageSchema>;
export const writtenToPageSchema = z.object({ message_id: z.string(), outcome: z.enum(INBOUND_STATUSES) });
export type WrittenToPage = z.output<typeof writtenToPageSchema>;
