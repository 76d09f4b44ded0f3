/** What ingest hands to the evaluation of campaigns and journeys. */
import { z } from "zod";
import type { QueueDefinition } from "#lib/platform/queue.ts";

const evaluatedEvent = z.object({
  id: z.string(),
  profile_id: z.string(),
  external_id: z.string(),
  kind: z.enum(["event", "purchase"]),
  name: z.string(),
  time: z.string(),
  properties: z.record(z.string(), z.unknown()),
  product_id: z.string().nullish(),
  /** How many of our own webhooks led to it. */
  loop_depth: z.number().optional(),
});
export type EvaluatedEvent = z.infer<typeof evaluatedEvent>;

const attributeChange = z.object({
  profile_id: z.string(),
  external_id: z.string(),
  attribute: z.string(),
  from: z.unknown(),
  to: z.unknown(),
});
export type AttributeChange = z.infer<typeof attributeChange>;

const evaluatePayload = z.object({
  workspace_id: z.string(),
  received_at: z.string(),
  events: z.array(evaluatedEvent),
  attribute_changes: z.array(attributeChange).default([]),
  /** As in its events: how many of our own led to the changes. */
  loop_depth: z.number().optional(),
});
export type EvaluateEventsPayload = z.infer<typeof evaluatePayload>;

/** One job per accepted call: which campaigns and journeys do these events and changes start, stop or move? */
export const EVALUATE_EVENTS: QueueDefinition<typeof evaluatePayload> = {
  name: "events.evaluate",
  payload: evaluatePayload,
  // Retries are for crashes only: evaluating the same job twice sends nothing twice.
  options: {
    retryLimit: 10,
    retryDelay: 1,
    retryBackoff: true,
    expireInSeconds: 120,
    heartbeatSeconds: 15,
    partition: true,
  },
};
