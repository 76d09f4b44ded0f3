/** Row 26 of the table of use cases: what other systems send us, and the campaign that it starts. */
import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createCampaignSchema } from "#lib/campaign/schema.ts";
import { createCampaign } from "#lib/campaign/service.ts";
import { launchCampaign } from "#lib/campaign/service-lifecycle.ts";
import { createInboundSchema, type InboundScheme } from "#lib/inbound/schema.ts";
import { createInbound, inboundCalls } from "#lib/inbound/service.ts";
import { receiveInbound } from "#lib/inbound/service-receive.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { addressOf, now, received, standIn, useVendors } from "#lib/testing/use-cases.ts";

useTestDatabase();
useVendors();

const SECRET = "s3cret";
const mac = (text: string, encoding: "hex" | "base64", secret = SECRET) =>
  createHmac("sha256", secret).update(text).digest(encoding);

type Sign = (text: string, at: Date, secret?: string) => Record<string, string>;
const seconds = (at: Date) => Math.floor(at.getTime() / 1000);

/** As each system signs. Those that sign no time cannot be too old. */
const SCHEMES: Record<string, { sign: Sign; timed: boolean }> = {
  standard_webhooks: {
    timed: true,
    sign: (text, at, secret) => ({
      "webhook-id": JSON.parse(text).id,
      "webhook-timestamp": String(seconds(at)),
      "webhook-signature": `v1,${mac(`${JSON.parse(text).id}.${seconds(at)}.${text}`, "base64", secret)}`,
    }),
  },
  stripe: {
    timed: true,
    sign: (text, at, secret) => ({
      "stripe-signature": `t=${seconds(at)},v1=${mac(`${seconds(at)}.${text}`, "hex", secret)}`,
    }),
  },
  github: {
    timed: false,
    sign: (text, _at, secret) => ({
      "x-hub-signature-256": `sha256=${mac(text, "hex", secret)}`,
      "x-github-delivery": JSON.parse(text).id,
    }),
  },
  shopify: {
    timed: false,
    sign: (text, _at, secret) => ({ "x-shopify-hmac-sha256": mac(text, "base64", secret) }),
  },
};

const mapping = {
  event: "$.type",
  external_id: "$.customer",
  event_id: "$.id",
  time: "$.at",
  properties: "$.data",
};

async function endpoint(context: Context, scheme: string) {
  const input = createInboundSchema.parse({
    name: scheme,
    scheme: scheme as InboundScheme,
    secret: SECRET,
    mapping,
  });
  const view = await createInbound(context, input);
  return { id: view.inbound_id, token: view.url.split("/").at(-1) ?? "" };
}

const call = (id: string, at: string) =>
  JSON.stringify({ id, type: "order_paid", customer: "u1", at, data: { order: id } });
const send = (token: string, headers: Record<string, string>, text: string) =>
  receiveInbound(token, { headers: new Headers(headers), body: Buffer.from(text) }, new Date());

describe.each(Object.entries(SCHEMES))("row 26: calls signed as %s", (scheme, { sign, timed }) => {
  it("are refused when forged or old, count once, are ordered by their time, and start a campaign", async () => {
    const context = await createWorkspace();
    const inbox = await standIn(context, "signalbox");
    const webhook = {
      url: `${addressOf(inbox)}/users/track`,
      headers: { Authorization: "Bearer sample", "Content-Type": "application/json" },
      body: {
        type: "json",
        value:
          '{"events":[{"external_id":{{ ${user_id} | json }},"name":{{ event_properties.${order} | json }}}]}',
      },
    };
    const campaign = await createCampaign(
      context,
      createCampaignSchema.parse({
        name: "Paid",
        variations: [{ name: "A", percentage: 100, webhook }],
        delivery: { type: "action", event: "order_paid" },
        re_eligibility: { allowed: true },
      }),
    );
    await launchCampaign(now(context), campaign.campaign_id, {});
    const { id, token } = await endpoint(context, scheme);
    const [later, earlier] = ["2026-11-27T10:00:02Z", "2026-11-27T10:00:01Z"];
    const second = call("evt_2", later);
    const first = call("evt_1", earlier);
    expect(await send(token, sign(second, new Date(), "guess"), second)).toBe("forged");
    expect(await send(token, sign(second, new Date()), `${second} `)).toBe("forged");
    if (timed) {
      expect(await send(token, sign(second, new Date(Date.now() - 6 * 60_000)), second)).toBe("forged");
      const { calls } = await inboundCalls(context, id, { limit: 5 });
      expect(calls[0]).toMatchObject({ status: "rejected", reason: "outside_replay_window" });
    }
    // The later event arrives first, and twice.
    expect(await send(token, sign(second, new Date()), second)).toBe("accepted");
    expect(await send(token, sign(second, new Date()), second)).toBe("duplicate");
    expect(await send(token, sign(first, new Date()), first)).toBe("accepted");
    const { rows } = await pool().query<{ order: string }>(
      "SELECT properties->>'order' AS order FROM events WHERE workspace_id = $1 AND name = 'order_paid' ORDER BY time",
      [context.workspaceId],
    );
    expect(rows.map((row) => row.order)).toEqual(["evt_1", "evt_2"]);
    const orders = async () => {
      const requests = await received({ context, receiver: inbox });
      return requests.map(({ body }) => JSON.parse(body).events[0].name).toSorted();
    };
    await expect.poll(orders, { timeout: 15_000 }).toEqual(["evt_1", "evt_2"]);
  });
});
