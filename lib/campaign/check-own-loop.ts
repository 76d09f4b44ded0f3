/** Whether a campaign tracks the very event that starts it, by a call to our own API: it would start itself. Pure. */
import { problemText } from "#lib/i18n/problem-words.ts";
import { triggersOf } from "#lib/trigger/schema.ts";
import type { Finding } from "./launch-checks.ts";
import type { CampaignDefinition } from "./schema.ts";

/** Addresses of our own that take events. */
const OWN_TRACK = /\{\{\s*app\.(?:base_url|origin)\s*\}\}\/(?:api\/v1\/)?users\/track/;
const NAMES = /\\?"name\\?"\s*:\s*\\?"([^"\\]+)\\?"/g;

export function checkOwnLoop({ variations, delivery }: CampaignDefinition): Finding[] {
  if (delivery.type !== "action") return [];
  const starting = new Set(
    triggersOf(delivery).flatMap((trigger) => (trigger.type === "custom_event" ? [trigger.event] : [])),
  );
  return variations.flatMap(({ webhook }, index): Finding[] => {
    if (!webhook || !OWN_TRACK.test(webhook.url)) return [];
    const tracked = [...JSON.stringify(webhook.body).matchAll(NAMES)].map(([, name = ""]) => name);
    const own = tracked.find((name) => starting.has(name));
    if (own === undefined) return [];
    return [
      {
        stage: "launch",
        severity: "warning",
        code: "starts_itself",
        field: `variations.${index}.webhook.body`,
        ...problemText("starts_itself", { event: own }),
      },
    ];
  });
}
