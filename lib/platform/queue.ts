import { type Job, PgBoss, type Queue } from "pg-boss";
import type { z } from "zod";
import { pool, type SqlClient } from "./db.ts";
import { env } from "./env.ts";
import { log } from "./log.ts";

export type { Job } from "pg-boss";

/** A queue: its name, what a job carries, and how often the queue itself tries again after a crash. */
export interface QueueDefinition<Payload extends z.ZodType = z.ZodType> {
  name: string;
  payload: Payload;
  options: Omit<Queue, "name" | "notify">;
  /** Jobs may be for a later moment. Nobody is told when it comes, so workers look more often. */
  planned?: boolean;
}

export interface EnqueueOptions {
  priority?: number;
  startAfter?: Date;
  singletonKey?: string;
}

const holder = globalThis as typeof globalThis & { __signalboxQueue?: Promise<PgBoss> | undefined };
const ensured = new Set<string>();

/** The sending side: no polling, no maintenance. Started on first use. */
function sender(): Promise<PgBoss> {
  holder.__signalboxQueue ??= startSender();
  return holder.__signalboxQueue;
}

async function startSender(): Promise<PgBoss> {
  const boss = new PgBoss({
    db: { executeSql: (text: string, values?: unknown[]) => pool().query(text, values) },
    supervise: false,
    schedule: false,
  });
  boss.on("error", (error) => log().warn({ err: error }, "queue error"));
  await boss.start();
  return boss;
}

/**
 * The working side, for a worker process: listens for wake-ups on a connection of its own and does the
 * queue's maintenance. The caller stops it.
 */
export async function startWorkerQueue(): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: env().DATABASE_URL,
    max: 4,
    application_name: "signalbox-queue",
    useListenNotify: true,
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
    maintenanceIntervalSeconds: 60,
  } as ConstructorParameters<typeof PgBoss>[0]);
  boss.on("error", (error) => log().warn({ err: error }, "queue error"));
  await boss.start();
  return boss;
}

/** Creates the queue when this process has not seen it yet. Safe to call from many processes at once. */
export async function ensureQueue(queue: QueueDefinition): Promise<void> {
  if (ensured.has(queue.name)) return;
  await createQueue(await sender(), queue);
  ensured.add(queue.name);
}

/** A worker that is killed says nothing: its jobs are taken back when this long nothing was heard of them. */
const HEARTBEAT_SECONDS = 12;

/** Makes the queue as its definition says. Nothing happens when it exists. */
export async function createQueue(boss: PgBoss, queue: QueueDefinition): Promise<void> {
  await boss.createQueue(queue.name, {
    heartbeatSeconds: HEARTBEAT_SECONDS,
    ...queue.options,
    notify: true,
  });
}

/**
 * Adds jobs with the caller's connection, so that inside a transaction the job exists exactly when the rows
 * it is about exist. One statement for any number of payloads. Workers are woken on commit. Throws for a job of a later
 * moment when the queue is not for planned ones.
 */
export async function enqueue<Payload extends z.ZodType>(
  sql: SqlClient,
  queue: QueueDefinition<Payload>,
  payloads: z.input<Payload>[],
  options: EnqueueOptions = {},
): Promise<void> {
  if (payloads.length === 0) return;
  if (options.startAfter && !queue.planned) throw new Error(`The queue ${queue.name} has no planned jobs.`);
  await ensureQueue(queue);
  const boss = await sender();
  await boss.insert(
    queue.name,
    payloads.map((data) => ({ data: data as object, ...options })),
    { db: { executeSql: (text: string, values?: unknown[]) => sql.query(text, values) } },
  );
}

/** The payload of a job, checked: a job of an older release must not break a newer worker silently. */
export function payloadOf<Payload extends z.ZodType>(
  queue: QueueDefinition<Payload>,
  job: Job<unknown>,
): z.output<Payload> {
  return queue.payload.parse(job.data);
}

/** Stops the sending side. */
export async function closeQueue(): Promise<void> {
  const open = holder.__signalboxQueue;
  holder.__signalboxQueue = undefined;
  ensured.clear();
  if (open !== undefined) await (await open).stop({ graceful: false });
}
