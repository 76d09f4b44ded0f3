/** A way through the whole product for delivery cases: a workspace, a host of its own, a campaign that sends to it. */
import { expect } from "vitest";
import { createCampaignSchema } from "#lib/campaign/schema.ts";
import { messagesSendSchema } from "#lib/campaign/send-schema.ts";
import { createCampaign } from "#lib/campaign/service.ts";
import { sendMessage } from "#lib/campaign/service-send.ts";
import type { DeliveryDetail } from "#lib/delivery/schema.ts";
import { getDelivery, listDeliveries } from "#lib/delivery/service.ts";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import { hostSettingsSchema } from "#lib/host/schema.ts";
import { putHost } from "#lib/host/service.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { createWorkspace } from "./factories.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

export interface Line {
  context: Context;
  receiver: Receiver;
  send(path: string, options?: SendOptions): Promise<void>;
  deliveries(): Promise<DeliveryDetail[]>;
  until(status: string, count?: number): Promise<DeliveryDetail[]>;
}
interface SendOptions {
  url?: string;
  body?: string;
  headers?: Record<string, string>;
  people?: number;
}

/** A workspace and a receiver (so a host) of its own, and an API campaign that sends to it. */
export async function line(retry: object = {}, settings?: object): Promise<Line> {
  const context = await createWorkspace();
  const receiver = await startReceiver();
  receivers.push(receiver);
  const at = () => ({ ...context, now: new Date() });
  const ids = Array.from({ length: 60 }, (_, index) => `u${index}`);
  await track(context, TrackBody.parse({ attributes: ids.map((external_id) => ({ external_id })) }));
  if (settings) await putHost(context, receiver.host, hostSettingsSchema.parse(settings));
  const policy = {
    schedule_seconds: [0.1, 0.1],
    unreachable_schedule_seconds: [],
    timeout_ms: 600,
    ...retry,
  };
  const variations = [{ name: "Webhook" }];
  const input = createCampaignSchema.parse({ name: "Case", type: "api", variations, retry: policy });
  const campaign = await createCampaign(context, input);
  const deliveries = async () => {
    const page = await listDeliveries(context, { limit: 500 });
    return Promise.all(page.deliveries.map(({ delivery_id: id }) => getDelivery(context, id)));
  };
  return {
    context,
    receiver,
    async send(path, { url, body = "{}", headers = {}, people = 1 } = {}) {
      const webhook = {
        url: url ?? `${receiver.url}${path}`,
        request_method: "POST",
        request_headers: { "Content-Type": "application/json", ...headers },
        body,
        message_variation_id: campaign.variations[0]?.message_variation_id,
      };
      const call = { external_user_ids: ids.slice(0, people), campaign_id: campaign.campaign_id };
      await sendMessage(at(), messagesSendSchema.parse({ ...call, messages: { webhook } }));
    },
    deliveries,
    async until(status, count = 1) {
      const reached = async () =>
        (await listDeliveries(context, { limit: 500 })).deliveries.filter((one) => one.status === status)
          .length;
      await expect.poll(reached, { timeout: 20_000, interval: 50 }).toBe(count);
      return deliveries();
    },
  };
}

/** How many deliveries of the workspace have arrived. */
export async function deliveredOf({ context }: Line): Promise<number> {
  const { rows } = await pool().query<{ n: number }>(
    "SELECT count(*)::int AS n FROM deliveries WHERE workspace_id = $1 AND status = 'delivered'",
    [context.workspaceId],
  );
  return rows[0]?.n ?? 0;
}

const receivers: Receiver[] = [];

/** Closes the receivers of all lines. */
export async function closeLines(): Promise<void> {
  await Promise.all(receivers.map((receiver) => receiver.close()));
}
