/** What the first message of a campaign without any waits for. Pure. */
import type { CampaignAnswer } from "#lib/campaign/schema.ts";
import { triggersOf } from "#lib/trigger/schema.ts";

export type FirstSend =
  | { kind: "at"; at: string }
  | { kind: "event"; events: string }
  | { kind: "other" | "api" | "never" };

export function firstSend(
  campaign: Pick<CampaignAnswer, "delivery" | "next_run_at" | "status" | "type">,
): FirstSend {
  const running = campaign.status === "active" || campaign.status === "scheduled";
  if (!running) return { kind: "never" };
  if (campaign.next_run_at !== null) return { kind: "at", at: campaign.next_run_at };
  if (campaign.type === "api" || campaign.delivery.type === "api_trigger") return { kind: "api" };
  if (campaign.delivery.type === "scheduled") return { kind: "other" };
  const events = triggersOf(campaign.delivery).flatMap((trigger) =>
    trigger.type === "custom_event" ? [trigger.event] : [],
  );
  return events.length > 0 ? { kind: "event", events: events.join(", ") } : { kind: "other" };
}
