/** Journeys: people carried through two webhooks, what those who wait cost, and how late a wait ends. */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { createCanvasSchema } from "#lib/canvas/schema.ts";
import { createCanvas } from "#lib/canvas/service.ts";
import { launchCanvas } from "#lib/canvas/service-lifecycle.ts";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { rateAfter } from "./drain.ts";
import { residentMib } from "./fan-out.ts";
import { percentile } from "./percentile.ts";
import { type Process, type Stack, until } from "./stack.ts";
import { addPeople } from "./workload.ts";

const PER_CALL = 75;
const CONCURRENT_CALLS = 4;
const SETTLE_MS = 120_000;
const IDLE_MS = 15_000;
/** Clock ticks per second of /proc: 100 on every Linux that Node.js runs on. */
const TICKS = 100;
const SPREAD_SECONDS = 60;

export interface JourneyResult {
  /** Webhooks per second while people enter by events. */
  webhooksPerSecond: number;
  /** Memory of the worker after a third of the people and at the end; null elsewhere than on Linux. */
  earlyMib: number | null;
  lateMib: number | null;
  /** Share of one core that the worker takes while everybody waits, for time or for an event. */
  idleCore: number | null;
}

/** `people` enter by an event, get two webhooks each, and then wait: half for a day, half for another event. */
export async function measureJourney(stack: Stack, people: number): Promise<JourneyResult> {
  const { context, canvasId } = await launchJourney(`${stack.sink.url}/journey`);
  await addPeople(context.workspaceId, people);
  const worker = await stack.startWorker();
  await stack.sink.ask("reset");
  const memory: (number | null)[] = [];
  const sampler = setInterval(() => memory.push(residentMib(worker.pid)), 500);
  const [webhooksPerSecond] = await Promise.all([
    rateAfter(stack.sink, Math.round(people / 3), people * 2),
    enter(context, people),
  ]);
  await until(() => allWait(canvasId, people), SETTLE_MS);
  clearInterval(sampler);
  const idleCore = await shareOfCore(worker);
  await worker.stop();
  return {
    webhooksPerSecond,
    earlyMib: rounded(memory[Math.floor(memory.length / 3)]),
    lateMib: rounded(memory.at(-1)),
    idleCore,
  };
}

/** Milliseconds from the end of a wait to the webhook behind it, while `people` waits end within one minute. */
export async function measureTimers(stack: Stack, people: number): Promise<{ p50: number; p99: number }> {
  const { context, canvasId } = await launchJourney(`${stack.sink.url}/timers`, { delayFirst: true });
  await addPeople(context.workspaceId, people);
  const worker = await stack.startWorker();
  await enter(context, people);
  await until(() => allWait(canvasId, people), SETTLE_MS);
  await stack.sink.ask("reset");
  const { rows } = await pool().query<{ external_user_id: string; wait_until: Date }>(
    `UPDATE canvas_entries SET wait_until = due.at, wake_at = due.at
       FROM (SELECT id, now() + interval '5 seconds' + random() * interval '${SPREAD_SECONDS} seconds' AS at
               FROM canvas_entries WHERE canvas_id = $1) AS due
      WHERE canvas_entries.id = due.id RETURNING external_user_id, wait_until`,
    [canvasId],
  );
  await rateAfter(stack.sink, 1, people);
  const { arrivals = [] } = await stack.sink.ask("arrivals");
  await worker.stop();
  const dueAt = new Map(rows.map((row) => [row.external_user_id, row.wait_until.getTime()]));
  const late = arrivals.map(([id, at]) => Math.max(0, at - (dueAt.get(id) ?? at)));
  return { p50: percentile(late, 0.5), p99: percentile(late, 0.99) };
}

async function launchJourney(url: string, { delayFirst = false } = {}) {
  const context = await createWorkspace();
  const message = (id: string, next: string) => ({
    id,
    type: "message",
    webhook: {
      method: "POST",
      url,
      headers: { "x-bench-id": "{{${user_id}}}" },
      body: { type: "json", value: { name: "{{${first_name}}}", tier: "{{custom_attribute.${tier}}}" } },
    },
    next,
  });
  const steps = delayFirst
    ? [{ id: "wait", type: "delay", delay: { seconds: 3_600 }, next: "one" }, message("one", "end")]
    : [message("one", "two"), message("two", "split")];
  const canvas = await createCanvas(
    context,
    createCanvasSchema.parse({
      name: "Bench",
      entry: { type: "action", event: "entered" },
      start: delayFirst ? "wait" : "one",
      steps: [
        ...steps,
        {
          id: "split",
          type: "experiment_paths",
          paths: [
            { name: "time", percentage: 50, next: "end" },
            { name: "event", percentage: 50, next: "listen" },
          ],
        },
        {
          id: "listen",
          type: "action_paths",
          window_seconds: 86_400,
          groups: [{ event: "never", next: null }],
          else: null,
        },
        { id: "end", type: "delay", delay: { seconds: 86_400 }, next: null },
      ].filter((step) => !delayFirst || (step.id !== "split" && step.id !== "listen")),
    }),
  );
  await launchCanvas(context, canvas.canvas_id);
  return { context, canvasId: canvas.canvas_id };
}

async function enter(context: Context, people: number): Promise<void> {
  let next = 0;
  const loop = async (): Promise<void> => {
    for (let from = next; from < people; from = next) {
      next = from + PER_CALL;
      const events = Array.from({ length: Math.min(PER_CALL, people - from) }, (_, index) => ({
        external_id: `p${from + index}`,
        name: "entered",
        time: new Date().toISOString(),
      }));
      await track({ ...context, now: new Date() }, TrackBody.parse({ events }));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_CALLS }, loop));
}

async function allWait(canvasId: string, people: number): Promise<boolean> {
  const { rows } = await pool().query<{ n: number }>(
    `SELECT count(*)::int AS n FROM canvas_entries
      WHERE canvas_id = $1 AND state = 'active' AND waiting_for IN ('delay', 'event')`,
    [canvasId],
  );
  return rows[0]?.n === people;
}

async function shareOfCore(worker: Process): Promise<number | null> {
  const before = cpuTicks(worker.pid);
  await sleep(IDLE_MS);
  const after = cpuTicks(worker.pid);
  return before === null || after === null ? null : (after - before) / TICKS / (IDLE_MS / 1000);
}

/** User and system time of a process so far (proc(5), fields 14 and 15 of stat). */
function cpuTicks(pid: number): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return null;
  }
}

function rounded(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : Math.round(value);
}
