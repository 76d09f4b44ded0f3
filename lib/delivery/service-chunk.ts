/** Takes one chunk of deliveries through rendering, campaign pace, host state and free slots, as far as each may go. */
import { type GateAnswer, hold as holdAnswer } from "#lib/host/gate-answer.ts";
import type { Pacer } from "./pacer.ts";
import { type AttemptScope, attempt, heldByUrl } from "./service-attempt.ts";
import type { Lease } from "./service-leases.ts";
import { noteNotSent } from "./service-observe.ts";
import { type HeldBack, prepareAll, type SendingWorld } from "./service-prepare.ts";
import { ended, held, heldBack, parked, type Ready, type Settlement } from "./settlement.ts";
import type { Lane, SlotEnd, Slots } from "./slots.ts";
import { loadForSending } from "./store-send.ts";
import type { Turns } from "./turns.ts";

/** The releaser looks at what was parked this soon, and then when the state of the host says. */
const PARKED_MS = 1_000;
const SILENT_MS = 10_000;

export interface ChunkScope extends AttemptScope {
  world: SendingWorld;
  slots: Slots;
  pacer: Pacer;
  turns: Turns;
  /** One row more is on the wire or back in the database. */
  left(): void;
  /** False once another worker may have been given the job of this chunk, because the queue did not hear of us. */
  isOurs(): boolean;
  /** A row was neither sent nor written down: the job must be worked on once more. */
  missed(): void;
}

/** Deliveries that were put into one job. */
export type Chunk = Pick<Lease, "ids" | "queuedAt">;

/** Sends what may go of a chunk; every row is on the wire, held or ended when this returns, and handed to the settler. */
export async function sendChunk({ ids, queuedAt }: Chunk, scope: ChunkScope): Promise<void> {
  const loaded = await loadForSending(ids, queuedAt);
  // What is over already, or somebody else's, holds no room until the slowest of the others ends.
  for (let gone = ids.length - loaded.length; gone > 0; gone--) scope.left();
  const back = (await scope.world.holdBack?.(loaded, new Date())) ?? new Map<string, HeldBack>();
  const rows = loaded.filter((row) => {
    const why = back.get(row.id);
    if (why) {
      noteNotSent(row, why.status, why.reason, why.reason);
      giveBack(heldBack(row, why), scope);
    }
    return !why;
  });
  const prepared = await prepareAll(rows, scope.world, new Date());
  const good: Ready[] = [];
  for (const item of prepared) {
    if (item.ok) good.push(item);
    else {
      const { row, status, reason, detail } = item;
      noteNotSent(row, status, reason, detail);
      giveBack(ended(row, status, reason, detail), scope);
    }
  }
  const byTarget = Map.groupBy(good, (item) => `${item.row.workspace_id} ${item.request.host}`);
  await all([...byTarget.values()].map((items) => sendToHost(items, scope)));
}

/** Sends what campaign pace, host state and free slots allow, each at its moment; the others are held. */
async function sendToHost(items: Ready[], scope: ChunkScope): Promise<void> {
  const [first] = items;
  if (!first) return;
  const { gate, pacer } = scope;
  const { workspace_id: workspaceId } = first.row;
  const { host } = first.request;
  // What cannot be sent anyway takes no token, and no probe, from what can.
  const sendable = await withoutPausedUrls(items, host, scope);
  const outlook = await gate.outlook(workspaceId, host, new Date());
  if (outlook.kind === "hold") return hold(sendable, outlook.answer, scope);
  const maxOpen = await gate.maxOpen(workspaceId, host, new Date());
  const lane = scope.slots.lane(`${workspaceId} ${host}`, maxOpen);
  const fitting = outlook.kind === "probe" ? sendable : withRoom(sendable, lane, scope);
  const passed = await admitByCampaign(fitting, scope);
  if (passed.length === 0) return;
  const answer = await gate.admit(workspaceId, host, { want: passed.length, room: pacer.room() }, new Date());
  hold(bare(passed.slice(answer.allowed)), answer, scope);
  const allowed = delayed(passed.slice(0, answer.allowed), answer);
  try {
    await all(allowed.map((one) => sendAtMoment(one, lane, answer.probe, scope)));
  } finally {
    if (answer.probe) await gate.giveProbeBack(workspaceId, host, new Date());
  }
}

/** Those for whom the lane has room; the others are held. */
function withRoom(items: Ready[], lane: Lane, scope: ChunkScope): Ready[] {
  const room = lane.room();
  const [first] = items;
  if (first && room < items.length) hold(items.slice(room), busy(first.request.host, lane), scope);
  return items.slice(0, room);
}

async function withoutPausedUrls(items: Ready[], host: string, scope: ChunkScope): Promise<Ready[]> {
  const [first] = items;
  if (!first) return items;
  const facts = await scope.gate.facts(first.row.workspace_id, host);
  const now = new Date();
  return items.filter((item) => {
    const waits = heldByUrl(item, facts, now);
    if (waits) giveBack(waits, scope);
    return !waits;
  });
}

/** Waits for every one, whatever becomes of the others: nothing may still leave when the chunk is given back. */
async function all(parts: Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(parts);
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}

/** A request that may leave in `delayMs`. */
interface Due {
  item: Ready;
  delayMs: number;
}

/** The later of the moments that campaign and host gave. */
function delayed(due: Due[], { delaysMs }: GateAnswer): Due[] {
  return due.map(({ item, delayMs }, index) => ({ item, delayMs: Math.max(delayMs, delaysMs[index] ?? 0) }));
}

function bare(due: readonly Due[]): Ready[] {
  return due.map(({ item }) => item);
}

function busy(host: string, lane: Lane): GateAnswer {
  const until = new Date(Date.now() + lane.retryMs());
  return { ...holdAnswer(host, "host_busy", until), perSecond: lane.perSecond() };
}

async function sendAtMoment(
  { item, delayMs }: Due,
  lane: Lane,
  probe: boolean,
  scope: ChunkScope,
): Promise<void> {
  if (delayMs <= 0) return sendInLane(item, lane, probe, scope);
  // Others need not wait for room until this one's moment has come.
  scope.left();
  const counted = { ...scope, left: () => {} };
  if (await scope.pacer.wait(delayMs)) return sendInLane(item, lane, probe, counted);
  giveBack(held(item, "rate_limit", new Date()), counted);
}

async function sendInLane(item: Ready, lane: Lane, probe: boolean, scope: ChunkScope): Promise<void> {
  const { host } = item.request;
  if (!(await lane.take())) return hold([item], busy(host, lane), scope);
  let end: SlotEnd = "not_sent";
  try {
    // What leaves while nobody can write it down would leave again.
    await scope.settler.writable();
    // While this one waited, another answer may have closed the host.
    const stop = probe ? null : await scope.gate.closedSince(item.row.workspace_id, host, new Date());
    if (stop) return hold([item], stop, scope);
    scope.left();
    // Whoever has the job now sends it.
    if (!scope.isOurs()) return scope.missed();
    end = await attempt(item, probe, scope);
  } finally {
    if (lane.free(end)) await tellHeardAgain(item, lane, scope);
  }
}

/** The host is heard of again. What was parked while it was silent is written down first, with the pace of then. */
async function tellHeardAgain({ row, request }: Ready, lane: Lane, scope: ChunkScope): Promise<void> {
  await scope.settler.settled();
  await scope.gate.hearAgain(row.workspace_id, request.host, lane.perSecond(), new Date());
}

function giveBack(settlement: Settlement, scope: ChunkScope): void {
  scope.settler.add(settlement);
  scope.left();
}

/** Applies the campaign's messages per minute; answers who may go on to the host, and when. */
async function admitByCampaign(items: Ready[], scope: ChunkScope): Promise<Due[]> {
  const passed: Due[] = [];
  for (const [paceScope, group] of Map.groupBy(items, (item) => item.plan.paceScope)) {
    const [first] = group;
    // A retry had its turn already: only first attempts count against the campaign's pace.
    const { fresh = [], others = [] } = Object.groupBy(group, (item) =>
      item.row.attempts_count === 0 ? "fresh" : "others",
    );
    const perMinute = first?.plan.perMinute ?? null;
    if (!first || perMinute === null || fresh.length === 0) {
      passed.push(...group.map(atOnce));
      continue;
    }
    const asked = { want: fresh.length, room: scope.pacer.room() };
    const { workspace_id: workspaceId } = first.row;
    const answer = await scope.gate.admitAtPace(workspaceId, paceScope, perMinute, asked, new Date());
    hold(fresh.slice(answer.allowed), answer, scope);
    passed.push(...others.map(atOnce), ...delayed(fresh.slice(0, answer.allowed).map(atOnce), answer));
  }
  return passed;
}

function atOnce(item: Ready): Due {
  return { item, delayMs: 0 };
}

/** Those who get their turn within moments wait for it; the others are parked. */
function hold(items: Ready[], answer: GateAnswer, scope: ChunkScope): void {
  const now = new Date();
  for (const item of items) giveBack(waiting(item, answer, scope.turns, now), scope);
}

function waiting(item: Ready, answer: GateAnswer, turns: Turns, now: Date): Settlement {
  const { until, perSecond, scope: where } = answer;
  const reason = answer.reason ?? "rate_limit";
  const key = `${item.row.workspace_id} ${where}`;
  const turn = perSecond === null ? null : turns.take(key, until ?? now, perSecond, now);
  if (turn) return held(item, reason, turn);
  // The host may have come back while this row was on its way to the database: never later than in a moment, or than a
  // row of a silent host may go round again.
  const soonMs = Math.max(PARKED_MS, perSecond === null ? 0 : Math.min(1_000 / perSecond, SILENT_MS));
  const releaseAt = new Date(Math.min(until?.getTime() ?? Number.POSITIVE_INFINITY, now.getTime() + soonMs));
  return parked(item, reason, { scope: where, releaseAt, perSecond });
}
