/** Commands that make a call or follow what leaves. */
import { z } from "zod";
import type { AnswerOf, SignalboxClient } from "#lib/client/client.ts";

const TAIL_MS = 1_000;

interface CallOptions {
  user?: string | undefined;
  properties?: string | undefined;
  "idempotency-key"?: string | undefined;
}

/** The request that a campaign makes for a person. */
export async function preview(
  client: SignalboxClient,
  campaign: string | undefined,
  { user, properties }: CallOptions,
): Promise<string> {
  const answer = await client.call("POST /campaigns/{campaign_id}/preview", {
    path: { campaign_id: needed(campaign, "the id of a campaign") },
    body: {
      ...(user === undefined ? {} : { external_user_id: user }),
      ...(properties === undefined
        ? {}
        : { trigger_properties: object(properties), event_properties: object(properties) }),
    },
  });
  return JSON.stringify(answer, null, 2);
}

/** Starts a campaign for one person. */
export async function trigger(
  client: SignalboxClient,
  campaign: string | undefined,
  { user, properties, "idempotency-key": key }: CallOptions,
): Promise<string> {
  const answer = await client.call("POST /campaigns/trigger/send", {
    body: {
      campaign_id: needed(campaign, "the id of a campaign"),
      recipients: [{ external_user_id: needed(user, "--user with an external id") }],
      trigger_properties: object(properties ?? "{}"),
    },
    ...(key === undefined ? {} : { idempotencyKey: key }),
  });
  return JSON.stringify(answer, null, 2);
}

type Delivery = AnswerOf<"GET /deliveries">["deliveries"][number];

/** Says each delivery, and again when its state changes, until the process ends. */
export async function tail(
  client: SignalboxClient,
  { campaign, once }: { campaign?: string | undefined; once: boolean },
  say: (line: string) => void,
): Promise<void> {
  const seen = new Map<string, string>();
  const query = campaign === undefined ? {} : { campaign_id: campaign };
  for (let first = true; ; first = false) {
    const { deliveries } = await client.call("GET /deliveries", { query });
    for (const delivery of deliveries.toReversed()) {
      const state = stateOf(delivery);
      if (seen.get(delivery.delivery_id) === state) continue;
      seen.set(delivery.delivery_id, state);
      const { created_at: at, delivery_id: id, external_user_id: user, url } = delivery;
      if (!first || once) say([at, id, state, user ?? "-", url ?? "-"].join("  "));
    }
    if (once) return;
    await new Promise((done) => setTimeout(done, TAIL_MS));
  }
}

function stateOf({ status, reason }: Delivery): string {
  return reason ? `${status} (${reason})` : status;
}

function needed(value: string | undefined, what: string): string {
  if (value !== undefined && value !== "") return value;
  throw new Error(`Give ${what}.`);
}

function object(text: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    throw new Error("--properties must be a JSON object.");
  }
}
