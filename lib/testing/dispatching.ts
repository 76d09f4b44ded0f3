/** A dispatcher with everything around it, for tests: sends to a local receiver what `owe` inserts. */
import type { PgBoss } from "pg-boss";
import { createHttpClient, type HttpClientOptions } from "#lib/delivery/client.ts";
import { parseEgressAllow } from "#lib/delivery/egress.ts";
import { SEND_DELIVERIES } from "#lib/delivery/jobs.ts";
import { type NewDelivery, retryPolicySchema } from "#lib/delivery/schema.ts";
import { createDispatcher, type Dispatcher } from "#lib/delivery/service-dispatch.ts";
import { insertDeliveries } from "#lib/delivery/service-enqueue.ts";
import type { MessagePlan, SendingWorld } from "#lib/delivery/service-prepare.ts";
import { startReleaser } from "#lib/delivery/service-release.ts";
import { HostGate } from "#lib/host/service-gate.ts";
import { inTransaction, pool } from "#lib/platform/db.ts";
import { beat, forgetWorker } from "#lib/platform/heartbeat-store.ts";
import { newId } from "#lib/platform/id.ts";
import { createQueue, startWorkerQueue } from "#lib/platform/queue.ts";
import type { WakeableLoop } from "#lib/platform/wakeable-loop.ts";
import { compileMessage } from "#lib/template/compile-message.ts";
import { WebhookMessage } from "#lib/webhook/schema.ts";

export type Sender = {
  dispatcher: Dispatcher;
  releaser: WakeableLoop;
  gate: HostGate;
  stop(): Promise<void>;
};

export type Owed = { url: string; schedule?: number[]; perMinute?: number; pace?: string; body?: string };

/** One sending process: a queue connection, a dispatcher and a releaser of its own. */
export async function startSender(options: Pick<HttpClientOptions, "resolve"> = {}): Promise<Sender> {
  const egress = parseEgressAllow("127.0.0.0/8");
  if (!egress.ok) throw new Error(egress.message);
  const boss: PgBoss = await startWorkerQueue();
  await createQueue(boss, SEND_DELIVERIES);
  const workerId = newId();
  await beat({
    id: workerId,
    host: "test",
    pid: process.pid,
    version: "test",
    startedAt: new Date(),
    stats: {},
  });
  const gate = new HostGate(workerId);
  const client = createHttpClient({ egress: egress.policy, ...options });
  const releaser = startReleaser();
  const dispatcher = createDispatcher({
    boss,
    workerId,
    version: "test",
    client,
    gate,
    world,
    onSettled: async () => releaser.wake(),
  });
  // Stands in for the wake-ups that a worker hears.
  const wake = setInterval(() => dispatcher.wake(), 20);
  return {
    dispatcher,
    releaser,
    gate,
    async stop() {
      clearInterval(wake);
      await forgetWorker(workerId);
      await releaser.stop();
      await dispatcher.stop();
      await client.close();
      await boss.stop({ graceful: false });
    },
  };
}

/** Inserts deliveries for the given messages; answers their ids in order. */
export async function owe(workspaceId: string, messages: readonly Owed[], extra: Partial<NewDelivery> = {}) {
  const rows = messages.map(
    (message): NewDelivery => ({ ...extra, id: newId(), workspaceId, input: { message } }),
  );
  await inTransaction((sql) => insertDeliveries(sql, rows, new Date()));
  return rows.map((row) => row.id);
}

export type StoredDelivery = {
  id: string;
  status: string;
  reason: string | null;
  attempts_count: number;
  next_attempt_at: Date | null;
};

export async function stored(ids: readonly string[]): Promise<StoredDelivery[]> {
  const { rows } = await pool().query<StoredDelivery>(
    "SELECT id, status, reason, attempts_count, next_attempt_at FROM deliveries WHERE id = ANY($1) ORDER BY created_at, id",
    [ids],
  );
  return rows;
}

/** How many of the deliveries have each status. */
export async function statuses(ids: readonly string[]): Promise<Record<string, number>> {
  return Object.fromEntries(
    Map.groupBy(await stored(ids), (row) => row.status)
      .entries()
      .map(([status, rows]) => [status, rows.length]),
  );
}

const world: SendingWorld = {
  planFor: async (row) => planOf(row.input.message as Owed | undefined),
  secretsFor: async () => new Map(),
  contentBlocksFor: async () => ({}),
};

function planOf(owed: Owed | undefined): MessagePlan | null {
  if (!owed) return null;
  return {
    compiled: compileMessage(
      WebhookMessage.parse({ url: owed.url, body: { type: "text", value: owed.body ?? "{}" } }),
    ),
    retry: retryPolicySchema.parse({
      schedule_seconds: owed.schedule ?? [0.05, 0.05, 0.05],
      unreachable_schedule_seconds: [],
      timeout_ms: 5_000,
    }),
    outcomeRules: [],
    perMinute: owed.perMinute ?? null,
    paceScope: `campaign:${owed.pace ?? owed.url}`,
    campaign: null,
    canvas: null,
  };
}
