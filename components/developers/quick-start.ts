import { z } from "zod";
import { api } from "#components/api-client.ts";
import { createApiKey } from "#components/api-key/queries.ts";
import { ApiKeyInput } from "#lib/api-key/schema.ts";
import { campaignAnswerSchema } from "#lib/campaign/schema.ts";
import { receiverSchema } from "#lib/receiver/schema.ts";

export interface QuickStart {
  token: string;
  campaignId: string;
  receiverId: string;
  event: string;
}

/** A key, an inbox and a campaign between them, so that one event already ends in a webhook to look at. */
export async function prepareQuickStart(): Promise<QuickStart> {
  const event = `hello_${Math.random().toString(36).slice(2, 8)}`;
  const receiver = await api(receiverSchema, "/receivers", {
    method: "POST",
    body: { name: `Quick start: ${event}` },
  });
  const campaign = await api(campaignAnswerSchema, "/campaigns", {
    method: "POST",
    body: {
      name: `Quick start: ${event}`,
      type: "webhook",
      variations: [
        {
          name: "A",
          percentage: 100,
          webhook: {
            method: "POST",
            url: receiver.url,
            headers: { "Content-Type": "application/json" },
            body: {
              type: "json",
              value: {
                person: "{{${user_id}}}",
                name: "{{${first_name}}}",
                plan: "{{event_properties.${plan}}}",
              },
            },
          },
        },
      ],
      delivery: { type: "action", event },
    },
  });
  await api(z.unknown(), `/campaigns/${campaign.campaign_id}/launch`, { method: "POST", body: {} });
  const scopes = ["users.track", "deliveries.read", "campaigns.trigger.send", "messages.send"];
  const { token } = await createApiKey(ApiKeyInput.parse({ name: `Quick start: ${event}`, scopes }));
  return { token, campaignId: campaign.campaign_id, receiverId: receiver.receiver_id, event };
}
