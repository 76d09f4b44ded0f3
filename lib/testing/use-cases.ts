/**
 * The named use cases through the whole product, for tests: an event starts what a template of the gallery stands for,
 * a worker sends it, and the stand-in of the vendor answers on a real socket.
 */
import { afterAll, beforeAll, expect } from "vitest";
import type { z } from "zod";
import { createCampaignSchema } from "#lib/campaign/schema.ts";
import { createCampaign } from "#lib/campaign/service.ts";
import { launchCampaign } from "#lib/campaign/service-lifecycle.ts";
import type { DeliveryDetail } from "#lib/delivery/schema.ts";
import { getDelivery, listDeliveries } from "#lib/delivery/service.ts";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import { instantiate } from "#lib/gallery/instantiate.ts";
import { templateCalled } from "#lib/gallery/items.ts";
import type { GalleryTemplate } from "#lib/gallery/schema.ts";
import type { OutcomeRule } from "#lib/host/outcome-rules.ts";
import type { Context } from "#lib/platform/context.ts";
import { resetEnv } from "#lib/platform/env.ts";
import {
  createReceiverSchema,
  type ReceivedRequestView,
  type ReceiverView,
  type receiverScriptSchema,
} from "#lib/receiver/schema.ts";
import { createReceiver, listReceived, receiverState } from "#lib/receiver/service.ts";
import type { VendorId } from "#lib/receiver/vendors/vendor-ids.ts";
import { VENDORS } from "#lib/receiver/vendors/vendors.ts";
import { createSecret, listSecrets } from "#lib/secret/service.ts";
import { type RunningWorker, startWorker } from "#worker/start-worker.ts";
import { createWorkspace } from "./factories.ts";
import { type ReceiverServer, startReceiverServer } from "./receiver-server.ts";

/** Whose key the posts to our own API carry. */
let ourselves: Context | null = null;

/** A worker and the built-in receivers for the tests of a file. */
export function useVendors(): void {
  let worker: RunningWorker;
  let server: ReceiverServer;
  beforeAll(async () => {
    server = await startReceiverServer(async (body, loopDepth) => {
      if (!ourselves) throw new Error("Nobody posts to our own API now.");
      return track(now(ourselves), TrackBody.parse(JSON.parse(body)), loopDepth);
    });
    process.env.SIGNALBOX_ORIGIN = server.origin;
    resetEnv();
    worker = await startWorker();
  });
  afterAll(async () => {
    await worker.stop();
    await server.close();
    delete process.env.SIGNALBOX_ORIGIN;
  });
}

/** Posts to our own API are of this workspace from here on. */
export function weAre(context: Context): void {
  ourselves = context;
}

export const now = (context: Context): Context => ({ ...context, now: new Date() });

type Script = z.input<typeof receiverScriptSchema>;

export interface Setting {
  script?: Script;
  parameters?: Record<string, string>;
  receiver?: ReceiverView;
  retry?: object;
  /** Over the campaign that the template makes. */
  overrides?: object;
  /** Waits that the rules ask for stay as they are. */
  unhurried?: boolean;
}

export interface Running {
  context: Context;
  receiver: ReceiverView;
  campaignId: string;
  template: GalleryTemplate;
}

/** A launched campaign of a template, pointed at the stand-in of its vendor. Waits are cut to fractions of a second. */
export async function launched(id: string, setting: Setting = {}, context?: Context): Promise<Running> {
  const template = templateCalled(id);
  const inside = context ?? (await createWorkspace());
  await createSecretsOf(inside, template);
  const receiver = setting.receiver ?? (await standIn(inside, template.vendor, setting.script, id));
  const input = instantiate(template, {
    name: id,
    baseUrl: addressOf(receiver),
    parameters: setting.parameters,
    overrides: {
      outcome_rules: setting.unhurried ? template.outcome_rules : hurried(template.outcome_rules),
      retry: { ...QUICK_RETRY, ...setting.retry },
      ...setting.overrides,
    },
  });
  const campaign = await createCampaign(inside, createCampaignSchema.parse(input));
  await launchCampaign(inside, campaign.campaign_id, {});
  return { context: inside, receiver, campaignId: campaign.campaign_id, template };
}

export const QUICK_RETRY = {
  schedule_seconds: [0.1, 0.1, 0.1],
  unreachable_schedule_seconds: [],
  timeout_ms: 5_000,
};

function hurried(rules: readonly OutcomeRule[]): OutcomeRule[] {
  return rules.map((rule) => (rule.wait_seconds ? { ...rule, wait_seconds: 0.2 } : rule));
}

export async function standIn(
  context: Context,
  vendor: VendorId,
  script?: Script,
  name: string = vendor,
): Promise<ReceiverView> {
  return createReceiver(context, createReceiverSchema.parse({ name, vendor, script }));
}

export function addressOf(receiver: ReceiverView): string {
  return `{{ app.origin }}${new URL(receiver.url).pathname}`;
}

/** The secrets of a template, each with a value that can be searched for. */
export async function createSecretsOf(context: Context, template: GalleryTemplate): Promise<void> {
  const known = new Set((await listSecrets(context)).map((secret) => secret.name));
  for (const { name } of template.secrets.filter((secret) => !known.has(secret.name))) {
    await createSecret(context, { name, value: secretValue(name), note: "", allowed_hosts: [] });
  }
}

export function secretValue(name: string): string {
  return `zz-${name.replaceAll("_", "-")}-value`;
}

/** The example person does what starts the campaign; parts can be replaced. */
export async function happens(
  { context, template }: Pick<Running, "context" | "template">,
  person: object = {},
  events: readonly Record<string, unknown>[] = [{}],
): Promise<void> {
  const { custom_attributes: custom, ...rest } = template.example.person;
  const attributes = { ...rest, ...(custom as object), ...person };
  const properties = template.example.event_properties;
  const external_id = (attributes as { external_id?: string }).external_id;
  const body = {
    attributes: [attributes],
    events: events.map((event) => ({ external_id, name: template.trigger.event, properties, ...event })),
  };
  await track(now(context), TrackBody.parse(body));
}

export async function deliveriesOf({ context, campaignId }: Running): Promise<DeliveryDetail[]> {
  const page = await listDeliveries(context, { campaign_id: campaignId, limit: 500 });
  return Promise.all(page.deliveries.map((delivery) => getDelivery(context, delivery.delivery_id)));
}

/** Waits for as many deliveries in that status. */
export async function until(running: Running, status: string, count = 1): Promise<DeliveryDetail[]> {
  const reached = async () => {
    const page = await listDeliveries(running.context, { campaign_id: running.campaignId, limit: 500 });
    return page.deliveries.filter((delivery) => delivery.status === status).length;
  };
  await expect.poll(reached, { timeout: 25_000, interval: 60 }).toBe(count);
  return deliveriesOf(running);
}

type Asked = { context: Context; receiver: ReceiverView };

/** What the stand-in remembers under keys that start so. */
export async function entries(
  { context, receiver }: Asked,
  prefix: string,
): Promise<Record<string, unknown>> {
  const { entries: all } = await receiverState(context, receiver.receiver_id);
  return Object.fromEntries(
    all.filter(({ key }) => key.startsWith(prefix)).map(({ key, value }) => [key, value]),
  );
}

/** What the stand-in got, the oldest first. */
export async function received({ context, receiver }: Asked): Promise<ReceivedRequestView[]> {
  const { requests } = await listReceived(context, receiver.receiver_id, { limit: 200 });
  return requests.toReversed();
}

export const codes = (delivery: DeliveryDetail | undefined) =>
  delivery?.attempts.map((attempt) => attempt.status_code);

/** An answer in the vendor's own words, as a script says it. */
export function scenario(vendor: VendorId, name: string) {
  const answer = (
    VENDORS[vendor].scenarios as Record<string, { status: number; headers?: object; body: unknown }>
  )[name];
  if (!answer) throw new Error(`${vendor} has no answer called ${name}.`);
  const headers = { ...answer.headers } as Record<string, string>;
  if (headers["retry-after"]) headers["retry-after"] = "1";
  return {
    status: answer.status,
    headers,
    body: typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body),
  };
}

/** Left to the stand-in. */
export const OK = { status: 200 };
