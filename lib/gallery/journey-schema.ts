/**
 * Ready-made use cases of several messages: journeys, and campaigns that start one another. Their requests are those of
 * the templates they name, so that each vendor's request is written once.
 */
import { z } from "zod";
import { GALLERY_CATEGORIES } from "./schema.ts";

const record = z.record(z.string(), z.unknown());
const id = z.string().regex(/^[a-z0-9-]+$/);

const common = {
  id,
  /** In English; screens show the translated title. */
  name: z.string().min(1).max(100),
  category: z.enum(GALLERY_CATEGORIES),
  /** Page of docs/use-cases. */
  guide: z.string(),
  /** Somebody and an event to see it with. */
  example: z.strictObject({ person: record, event_properties: record }),
} as const;

/** A message step whose request, outcome rules and retries are those of a template of the gallery. */
const templateStep = z.strictObject({
  id: z.string(),
  type: z.literal("template"),
  template: id,
  name: z.string(),
  /** Words of the template's body that read otherwise here. */
  replace: z.record(z.string(), z.string()).default({}),
  save_response_as: z.string().optional(),
  on_failure: z.enum(["continue", "exit"]).default("continue"),
  next: z.string().nullable(),
});

export const journeyTemplateSchema = z.strictObject({
  ...common,
  /** As in `POST /canvas`; may hold parameters of the templates. Checked when the canvas is made. */
  entry: z.looseObject({ event: z.string() }),
  audience: record.optional(),
  exit_criteria: z.array(record).default([]),
  steps: z.array(z.union([templateStep, record])).min(1),
});
export type JourneyTemplate = z.output<typeof journeyTemplateSchema>;
export type JourneyTemplateInput = z.input<typeof journeyTemplateSchema>;
export type TemplateStep = z.output<typeof templateStep>;

/** Several campaigns made together: the first as its template says, each other once the one before was delivered. */
export const messagesTemplateSchema = z.strictObject({
  ...common,
  messages: z.array(z.strictObject({ template: id, name: z.string() })).min(2),
});
export type MessagesTemplate = z.output<typeof messagesTemplateSchema>;
export type MessagesTemplateInput = z.input<typeof messagesTemplateSchema>;
