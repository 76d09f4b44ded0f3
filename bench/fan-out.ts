/** Launching a scheduled campaign to a large audience: what the worker's memory does meanwhile. */
import { readFileSync } from "node:fs";
import type { Context } from "#lib/platform/context.ts";
import { rateAfter } from "./drain.ts";
import type { Stack } from "./stack.ts";
import { launchBenchCampaign } from "./workload.ts";

const SAMPLE_MS = 500;
const MIB = 1024;

export interface FanOut {
  /** The most the worker held. */
  maxMib: number;
  /** What it held after a third and at the end: the same when memory is flat. */
  earlyMib: number;
  lateMib: number;
  perSecond: number;
}

/** Sends to everybody in the workspace with one worker. Reads /proc, so it answers null elsewhere than on Linux. */
export async function measureFanOut(stack: Stack, context: Context, people: number): Promise<FanOut | null> {
  const worker = await stack.startWorker();
  if (residentMib(worker.pid) === null) return null;
  await stack.sink.ask("reset");
  const samples: number[] = [];
  const timer = setInterval(() => samples.push(residentMib(worker.pid) ?? 0), SAMPLE_MS);
  await launchBenchCampaign(
    `${stack.sink.url}/fan-out`,
    { delivery: { type: "scheduled", start: "launch" } },
    context,
  );
  const perSecond = await rateAfter(stack.sink, Math.round(people / 10), people);
  clearInterval(timer);
  await worker.stop();
  return {
    maxMib: Math.round(Math.max(...samples)),
    earlyMib: Math.round(samples[Math.floor(samples.length / 3)] ?? 0),
    lateMib: Math.round(samples.at(-1) ?? 0),
    perSecond,
  };
}

/** Memory that a process holds; null elsewhere than on Linux. */
export function residentMib(pid: number): number | null {
  try {
    const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kib === undefined ? null : Number(kib) / MIB;
  } catch {
    return null;
  }
}
