import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GET } from "#app/api/metrics/route.ts";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import { pool } from "#lib/platform/db.ts";
import { resetEnv } from "#lib/platform/env.ts";
import { keyOf } from "#lib/testing/api-server.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { deliveriesOf, launchedCampaign } from "#lib/testing/evaluating.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { type Receiver, startReceiver } from "#lib/testing/receiver.ts";
import { type RunningWorker, startWorker } from "./start-worker.ts";

useTestDatabase();

let worker: RunningWorker;
let receiver: Receiver;
let collector: Receiver;
let stopped = false;

beforeAll(async () => {
  receiver = await startReceiver();
  collector = await startReceiver();
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
  resetEnv();
  worker = await startWorker();
});
afterAll(async () => {
  delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (!stopped) await worker.stop();
  await Promise.all([receiver.close(), collector.close()]);
});

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  status: { code?: number };
  attributes: { key: string; value: Record<string, unknown> }[];
}

function spans(): Span[] {
  return collector.requests.flatMap(({ body }) => {
    const { resourceSpans } = JSON.parse(body) as {
      resourceSpans: { scopeSpans: { spans: Span[] }[] }[];
    };
    return resourceSpans.flatMap((one) => one.scopeSpans.flatMap((scope) => scope.spans));
  });
}

describe("what operators see of an event that leads to a webhook", () => {
  it("Q234 is one trace from the event over the trigger and the delivery to each attempt, and counters", async () => {
    const context = await createWorkspace();
    receiver.script("/hook", [500, 200]);
    const campaignId = await launchedCampaign(context, {
      variations: [
        { name: "A", webhook: { url: `${receiver.url}/hook`, body: { type: "json", value: {} } } },
      ],
      delivery: { type: "action", event: "booked" },
      retry: { schedule_seconds: [0.05] },
    });
    const body = { events: [{ external_id: "u1", name: "booked" }] };
    await track({ ...context, now: new Date() }, TrackBody.parse(body));
    await expect
      .poll(async () => (await deliveriesOf(campaignId))[0]?.status, { timeout: 8_000 })
      .toBe("delivered");

    const key = await keyOf(context);
    const headers = { authorization: `Bearer ${key}` };
    await worker.stop();
    stopped = true;
    const found = spans();
    const named = (name: string) => found.filter((span) => span.name === name);
    const [event] = named("event booked");
    const [trigger] = named("trigger campaign");
    const [delivery] = named("delivery");
    const [first] = named("attempt 1");
    const [second] = named("attempt 2");
    expect(found).toHaveLength(5);
    expect(new Set(found.map((span) => span.traceId)).size).toBe(1);
    expect(event?.parentSpanId).toBeUndefined();
    expect(trigger?.parentSpanId).toBe(event?.spanId);
    expect(delivery?.parentSpanId).toBe(trigger?.spanId);
    expect([first?.parentSpanId, second?.parentSpanId]).toEqual([delivery?.spanId, delivery?.spanId]);
    expect([first?.status.code, second?.status.code ?? 0]).toEqual([2, 0]);

    const answer = await GET(new Request("http://127.0.0.1/api/metrics", { headers }));
    expect(answer.status).toBe(200);
    const text = await answer.text();
    expect(text).toContain('signalbox_attempts_total{outcome="backoff",class="5xx"} 1');
    expect(text).toContain('signalbox_attempts_total{outcome="done",class="2xx"} 1');
    expect(text).toContain('signalbox_deliveries_finished_total{status="delivered",reason=""} 1');
    expect(text).toMatch(/signalbox_queue_wait_seconds_bucket\{le="\+Inf"\} 2/);
    expect(text).toContain("signalbox_end_to_end_seconds_count 1");
    expect(text).toContain("signalbox_connections_opened_total");
    expect(text).toMatch(/# TYPE signalbox_attempt_duration_seconds histogram/);
    // Q235: hosts and people are in no label, so that their number cannot multiply the series.
    expect(text).not.toContain(receiver.host);
    expect(text).not.toContain('"u1"');
  });
});

describe("Q237 what waits", () => {
  it("is counted by status and age, also while its host is paused", async () => {
    const context = await createWorkspace();
    const headers = { authorization: `Bearer ${await keyOf(context)}` };
    const read = async () => (await GET(new Request("http://127.0.0.1/api/metrics", { headers }))).text();
    await pool().query(
      `INSERT INTO deliveries (id, workspace_id, status, reason, host, next_attempt_at, parked_scope)
       SELECT gen_random_uuid(), $1, 'held', 'host_paused', 'paused.example', NULL, 'paused.example' FROM generate_series(1, 7)`,
      [context.workspaceId],
    );
    expect(await read()).toContain('signalbox_deliveries_waiting{status="held"} 7');
    expect(await read()).toContain("signalbox_oldest_due_seconds 0");
    await pool().query(
      `INSERT INTO deliveries (id, workspace_id, status, next_attempt_at) VALUES (gen_random_uuid(), $1, 'pending', now() - interval '90 seconds')`,
      [context.workspaceId],
    );
    expect(await read()).toMatch(/signalbox_oldest_due_seconds 9\d/);
  });
});
