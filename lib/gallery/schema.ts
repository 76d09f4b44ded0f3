/** A ready-made campaign: the request a service asks for, what it needs, and what its answers mean. Also the shape of a shared file. */
import { z } from "zod";
import { retryPolicySchema } from "#lib/delivery/schema.ts";
import { outcomeRuleSchema } from "#lib/host/outcome-rules.ts";
import { VENDOR_IDS } from "#lib/receiver/vendors/vendor-ids.ts";
import { WEBHOOK_METHODS, WebhookBody } from "#lib/webhook/schema.ts";

export const GALLERY_CATEGORIES = [
  "crm",
  "messaging",
  "mail",
  "games",
  "loyalty",
  "automation",
  "own",
] as const;
export type GalleryCategory = (typeof GALLERY_CATEGORIES)[number];

const record = z.record(z.string(), z.unknown());

export const galleryTemplateSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  /** In English; screens show the translated title. */
  name: z.string().min(1).max(100),
  category: z.enum(GALLERY_CATEGORIES),
  /** The built-in receiver that stands in for the service. */
  vendor: z.enum(VENDOR_IDS),
  docs_url: z.url().nullable(),
  /** Page of docs/use-cases. */
  guide: z.string(),
  /** When the request was last compared with the published specification. */
  checked_on: z.iso.date(),
  base_url: z.string(),
  webhook: z.strictObject({
    method: z.enum(WEBHOOK_METHODS),
    /** Follows the base address. `[[name]]` stands for a parameter. */
    path: z.string().startsWith("/"),
    headers: z.record(z.string(), z.string()),
    body: WebhookBody,
  }),
  /** Fixed when the campaign is made. */
  parameters: z.array(z.strictObject({ name: z.string(), label: z.string(), default: z.string() })),
  /** Liquid paths without which nothing is sent, with the words that say so. */
  required: z.array(z.strictObject({ path: z.string(), reason: z.string() })),
  /** `sample` is what the built-in receiver takes. */
  secrets: z.array(z.strictObject({ name: z.string(), hint: z.string(), sample: z.string() })),
  outcome_rules: z.array(outcomeRuleSchema),
  retry: retryPolicySchema.partial().optional(),
  /** A filter tree that may hold parameters; checked when the campaign is made. */
  audience: record.optional(),
  /** False: at most once per person. */
  again: z.boolean().default(true),
  trigger: z.strictObject({
    event: z.string(),
    filters: z
      .array(z.strictObject({ property: z.string(), op: z.string(), value: z.unknown() }))
      .default([]),
    after_event: z.boolean().default(false),
  }),
  /** Somebody and an event to see the request with. */
  example: z.strictObject({ person: record, event_properties: record }),
});
export type GalleryTemplate = z.output<typeof galleryTemplateSchema>;
export type GalleryTemplateInput = z.input<typeof galleryTemplateSchema>;
