/**
 * `npm run bench`: what Signalbox reaches on this machine, as shares of what a plain loop reaches in the same run.
 * `-- --json FILE` writes the figures; `-- --quick` takes a hundredth of the people, `-- --people N` that many;
 * `-- --only drain,idle` some parts.
 */
import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { VERSION } from "#lib/platform/version.ts";
import { measureAudienceCount } from "./audience.ts";
import { measureDrain } from "./drain.ts";
import { measureEndToEnd, measureIdleLatency } from "./end-to-end.ts";
import { measureFanOut } from "./fan-out.ts";
import { measureBesideHanging } from "./hanging.ts";
import { measureJourney, measureTimers } from "./journey.ts";
import { measureBesideParked } from "./parked.ts";
import { createPopulation } from "./population.ts";
import { measurePreview } from "./preview.ts";
import { measureRaw } from "./raw.ts";
import { postgresVersion, type Stack, startStack } from "./stack.ts";

const PARTS = [
  "drain",
  "end_to_end",
  "idle",
  "preview",
  "hanging",
  "journey",
  "timers",
  "audience",
  "fan_out",
  "parked",
] as const;
type Part = (typeof PARTS)[number];

const { values: options } = parseArgs({
  options: {
    json: { type: "string" },
    quick: { type: "boolean" },
    only: { type: "string" },
    people: { type: "string" },
  },
});
const sizes = {
  raw: 60_000,
  deliveries: options.quick ? 12_000 : 60_000,
  events: options.quick ? 12_000 : 60_000,
  idle_events: options.quick ? 100 : 300,
  hanging_deliveries: options.quick ? 12_000 : 40_000,
  parked: options.quick ? 10_000 : 300_000,
  journeys: options.quick ? 5_000 : 100_000,
  timers: options.quick ? 2_000 : 10_000,
  people: Number(options.people ?? (options.quick ? 10_000 : 1_000_000)),
};
const wanted = new Set<Part>(
  options.only ? PARTS.filter((part) => options.only?.split(",").includes(part)) : PARTS,
);

const stack = await startStack();
try {
  const figures = await measure(stack);
  const report = { ...(await conditions()), ...figures };
  print(report);
  if (options.json) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
} finally {
  await stack.stop();
}

type Figures = Record<string, unknown>;

async function measure(on: Stack): Promise<Figures> {
  const raw = await part("raw", () => measureRaw(on.sink.url, sizes.raw));
  const figures: Figures = { raw_per_second: Math.round(raw) };
  if (wanted.has("drain")) {
    const drain = await part("drain", () => measureDrain(on, sizes.deliveries));
    figures.drain_ratio = ratio(drain.perSecond / raw);
    figures.statements_per_delivery = ratio(drain.statementsPerDelivery);
  }
  if (wanted.has("end_to_end") || wanted.has("idle") || wanted.has("preview"))
    Object.assign(figures, await measureOverHttp(on, raw));
  if (wanted.has("journey") || wanted.has("timers")) Object.assign(figures, await measureJourneys(on, raw));
  if (wanted.has("audience") || wanted.has("fan_out")) Object.assign(figures, await measurePopulation(on));
  if (wanted.has("parked")) {
    const { hanging_deliveries: deliveries, parked } = sizes;
    const share = await part("parked", () => measureBesideParked(on, deliveries, parked));
    figures.healthy_beside_parked_ratio = ratio(share);
  }
  // The last part: what it leaves behind for hosts that never answer would be tried again beside the others.
  if (wanted.has("hanging")) {
    const share = await part("hanging", () => measureBesideHanging(on, sizes.hanging_deliveries));
    figures.healthy_beside_hanging_ratio = ratio(share);
  }
  return figures;
}

async function measureOverHttp(on: Stack, raw: number): Promise<Figures> {
  const web = await part("web", () => on.startWeb());
  const figures: Figures = {};
  if (wanted.has("end_to_end")) {
    const perSecond = await part("end to end", () => measureEndToEnd(on, web.origin, sizes.events));
    figures.end_to_end_ratio = ratio(perSecond / raw);
  }
  if (wanted.has("idle")) {
    figures.idle_latency_ms = await part("idle", () => measureIdleLatency(on, web.origin, sizes.idle_events));
  }
  if (wanted.has("preview")) {
    const { p50, p95 } = await part("preview", () => measurePreview(web.origin));
    figures.preview_ms = { p50: Math.round(p50), p95: Math.round(p95) };
  }
  await web.stop();
  return figures;
}

async function measureJourneys(on: Stack, raw: number): Promise<Figures> {
  const figures: Figures = {};
  if (wanted.has("journey")) {
    const journey = await part("journey", () => measureJourney(on, sizes.journeys));
    figures.journey_ratio = ratio(journey.webhooksPerSecond / raw);
    figures.journey_rss_mib = { early: journey.earlyMib, late: journey.lateMib };
    figures.journey_idle_core = journey.idleCore === null ? null : ratio(journey.idleCore);
  }
  if (wanted.has("timers")) {
    const { p50, p99 } = await part("timers", () => measureTimers(on, sizes.timers));
    figures.timer_late_ms = { p50: Math.round(p50), p99: Math.round(p99) };
  }
  return figures;
}

async function measurePopulation(on: Stack): Promise<Figures> {
  const context = await part("population", () => createPopulation(sizes.people));
  const figures: Figures = {};
  if (wanted.has("audience")) {
    figures.audience_count_seconds = ratio(await part("audience", () => measureAudienceCount(context)));
  }
  if (wanted.has("fan_out")) {
    const fanOut = await part("fan out", () => measureFanOut(on, context, sizes.people));
    figures.fanout_rss_mib = fanOut?.maxMib ?? null;
    figures.fanout = fanOut && { ...fanOut, perSecond: Math.round(fanOut.perSecond) };
  }
  return figures;
}

/** Says on the error channel what is under way, so that standard output holds the table alone. */
async function part<T>(name: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  process.stderr.write(`· ${name} …`);
  const result = await work();
  process.stderr.write(` ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
  return result;
}

async function conditions(): Promise<Figures> {
  const [cpu] = cpus();
  return {
    command: ["npm run bench --", ...process.argv.slice(2)].join(" "),
    measured_at: new Date().toISOString(),
    machine: `${cpus().length} × ${cpu?.model.trim() ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`,
    versions: { signalbox: VERSION, node: process.versions.node, postgres: await postgresVersion() },
    sizes,
  };
}

function ratio(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function print(report: Figures): void {
  const width = Math.max(...Object.keys(report).map((name) => name.length));
  for (const [name, value] of Object.entries(report)) {
    const text = typeof value === "object" ? JSON.stringify(value) : String(value);
    console.log(`${name.padEnd(width)}  ${text}`);
  }
}
