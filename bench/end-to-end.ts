/** End to end: calls of /users/track over HTTP, through trigger, render and delivery, to the sink. */
import { Agent } from "undici";
import { pool } from "#lib/platform/db.ts";
import { createKeyFor } from "./api-key.ts";
import { rateAfter } from "./drain.ts";
import { percentile } from "./percentile.ts";
import type { Stack } from "./stack.ts";
import { addPeople, EVENT, eventProperties, launchBenchCampaign } from "./workload.ts";

const PER_CALL = 75;
const CONCURRENT_CALLS = 6;
const PEOPLE = 5_000;

/** Webhooks per second at the sink while events come in at full speed; the first sixth is not counted. */
export async function measureEndToEnd(stack: Stack, origin: string, events: number): Promise<number> {
  const campaign = await launchBenchCampaign(`${stack.sink.url}/event`);
  await addPeople(campaign.context.workspaceId, PEOPLE);
  const key = await createKeyFor(campaign.context);
  const worker = await stack.startWorker();
  await stack.sink.ask("reset");
  const calls = Math.ceil(events / PER_CALL);
  const [perSecond] = await Promise.all([
    rateAfter(stack.sink, Math.round(events / 6), calls * PER_CALL),
    trackCalls(origin, key, calls),
  ]);
  await worker.stop();
  return perSecond;
}

async function trackCalls(origin: string, key: string, calls: number): Promise<void> {
  const agent = new Agent({ connections: CONCURRENT_CALLS });
  let next = 0;
  const loop = async (): Promise<void> => {
    for (let call = next++; call < calls; call = next++) {
      await track(agent, origin, key, eventsOf(call));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_CALLS }, loop));
  await agent.close();
}

function eventsOf(call: number) {
  return Array.from({ length: PER_CALL }, (_, index) => ({
    external_id: `p${(call * PER_CALL + index) % PEOPLE}`,
    name: EVENT,
    time: new Date().toISOString(),
    properties: eventProperties(`e${call}-${index}`),
  }));
}

async function track(agent: Agent, origin: string, key: string, events: object[]): Promise<void> {
  for (;;) {
    const { statusCode, headers, body } = await agent.request({
      origin,
      path: "/api/v1/users/track",
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
      body: JSON.stringify({ events }),
    });
    const text = await body.text();
    if (statusCode === 201) return;
    // Back-pressure is part of the contract: a client that is told to wait waits.
    if (statusCode !== 429) throw new Error(`/users/track answered ${statusCode}: ${text}`);
    await new Promise((done) => setTimeout(done, Number(headers["retry-after"] ?? 1) * 1000));
  }
}

export interface Latency {
  p50: number;
  p99: number;
}

/** Milliseconds from the answer of /users/track to the webhook at the sink, one event at a time on an idle system. */
export async function measureIdleLatency(stack: Stack, origin: string, events: number): Promise<Latency> {
  const campaign = await launchBenchCampaign(`${stack.sink.url}/idle`);
  await addPeople(campaign.context.workspaceId, PEOPLE);
  await pool().query("ANALYZE");
  const key = await createKeyFor(campaign.context);
  const worker = await stack.startWorker();
  const agent = new Agent({ connections: 1 });
  await stack.sink.ask("reset");
  const acceptedAt = new Map<string, number>();
  const warmUp = Math.ceil(events / 10);
  for (let n = 0; n < events + warmUp; n++) {
    const id = `i${n}`;
    const event = { external_id: `p${n}`, name: EVENT, properties: eventProperties(id) };
    await track(agent, origin, key, [event]);
    acceptedAt.set(id, Date.now());
    // Not a round number, so that no regular task is always met at the same moment.
    await new Promise((done) => setTimeout(done, 73));
  }
  await rateAfter(stack.sink, 1, events + warmUp);
  const { arrivals = [] } = await stack.sink.ask("arrivals");
  await agent.close();
  await worker.stop();
  const waits = arrivals
    .filter(([id]) => Number(id.slice(1)) >= warmUp)
    .map(([id, at]) => Math.max(0, at - (acceptedAt.get(id) ?? at)));
  return { p50: percentile(waits, 0.5), p99: percentile(waits, 0.99) };
}
