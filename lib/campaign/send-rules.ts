/** The times a campaign may go at, from its own settings and those of its workspace. */
import type { QuietHours } from "#lib/trigger/schema.ts";
import type { SendRules } from "#lib/trigger/send-moment.ts";
import type { CampaignDefinition } from "./schema.ts";

/** Quiet hours of the campaign replace those of its delivery, and those replace the workspace's. */
export function sendRulesOf(
  { delivery, quiet_hours: quiet }: CampaignDefinition,
  workspace: { quietHours: QuietHours | null },
): SendRules {
  const own = delivery.type === "api_trigger" ? undefined : delivery.quiet_hours;
  const quietHours = quiet ?? own ?? workspace.quietHours;
  return delivery.type === "action"
    ? { quietHours, timeFrame: delivery.time_frame, window: delivery.window }
    : { quietHours };
}
