/** What counts as success of a campaign or canvas: an event that follows within a while. */
import { z } from "zod";
import { propertyFiltersSchema } from "#lib/segment/schema.ts";

export const MAX_CONVERSIONS = 4;
export const MAX_GOAL_SECONDS = 30 * 86_400;
const DEFAULT_WINDOW_SECONDS = 3 * 86_400;

/** While it is written it may not name its event yet. */
export const draftConversionSchema = z.strictObject({
  type: z.enum(["custom_event", "purchase"]).default("custom_event"),
  event: z.string().max(255).optional(),
  product_id: z.string().min(1).max(255).optional(),
  filters: propertyFiltersSchema.optional(),
  window_seconds: z.number().positive().max(MAX_GOAL_SECONDS).default(DEFAULT_WINDOW_SECONDS),
});

export const conversionSchema = draftConversionSchema
  .safeExtend({ event: z.string().min(1).max(255).optional() })
  .superRefine((conversion, context) => {
    if (conversion.type === "purchase" || conversion.event !== undefined) return;
    context.addIssue({
      code: "custom",
      path: ["event"],
      message: "The conversion names no event.",
      params: { code: "missing_event", hint: 'Give "event", or "type": "purchase".' },
    });
  });
export type Conversion = z.output<typeof conversionSchema>;
