/**
 * Sends chunks of deliveries: fetches jobs as room becomes free, never waits for the slowest of a batch, and settles
 * outcomes together every few milliseconds. One dispatcher per worker process.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { PgBoss } from "pg-boss";
import type { HostGate } from "#lib/host/service-gate.ts";
import { log } from "#lib/platform/log.ts";
import type { HttpClient } from "./client.ts";
import { CHUNK_SIZE } from "./jobs.ts";
import { createPacer } from "./pacer.ts";
import { sendChunk } from "./service-chunk.ts";
import { HostCredentials } from "./service-credentials.ts";
import { createLeases, type Lease } from "./service-leases.ts";
import type { SendingWorld } from "./service-prepare.ts";
import { createSettler, type SettlerEvents } from "./service-settle.ts";
import { createSlots } from "./slots.ts";
import { Turns } from "./turns.ts";

export interface DispatcherOptions extends Pick<SettlerEvents, "followUp" | "onSettled"> {
  boss: PgBoss;
  workerId: string;
  version: string;
  client: HttpClient;
  gate: HostGate;
  world: SendingWorld;
}

export interface Dispatcher {
  /** Looks for work now. */
  wake(): void;
  inFlight(): number;
  /** Takes no new work, finishes what is on the wire, settles it, gives unstarted rows back. */
  stop(): Promise<void>;
}

/** A chunk stays open until its slowest send ends: so many that slow hosts never keep fast ones from being fetched. */
const MAX_CHUNKS = 1_000;
const MAX_IN_FLIGHT = 4_000;
/**
 * Rows taken from the database that are not on the wire yet: about what leaves within a second. This bounds the memory,
 * and a worker that has become slow takes no rows that it could only give back.
 */
const MAX_WAITING = 1_200;
const MIN_WAITING = 400;
/** Rows that are over for now and not yet written down: what a database that is slower than the hosts may owe. */
const MAX_UNSETTLED = 2_000;
const FETCH_CHUNKS = 4;
const POLL_MS = 1_000;

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { client } = options;
  const leases = createLeases(options.boss);
  const chunks = new Set<Promise<void>>();
  const slots = createSlots();
  const settler = createSettler(options.workerId, {
    followUp: options.followUp,
    onSettled: options.onSettled,
    onRoom: () => pumpForMore(),
  });
  const credentials = new HostCredentials(client, options.world.secretsFor);
  const { gate, world, version, workerId } = options;
  const pacer = createPacer();
  const shared = {
    client,
    gate,
    world,
    version,
    workerId,
    credentials,
    slots,
    pacer,
    turns: new Turns(),
    settler,
  };
  let stopping = false;
  let waiting = 0;
  let moreLikely = true;

  /** Rows that may be taken now. */
  const room = (): number => Math.min(MAX_WAITING, Math.max(MIN_WAITING, slots.perSecond())) - waiting;

  const hasRoom = (): boolean =>
    !stopping &&
    room() > 0 &&
    settler.backlog() < MAX_UNSETTLED &&
    chunks.size < MAX_CHUNKS &&
    client.inFlight() < MAX_IN_FLIGHT;

  const pumpForMore = (): void => {
    if (moreLikely && !pump.isRunning() && hasRoom()) pump.run();
  };

  /** Takes jobs until there are none or there is no room; answers nothing, starts what it took. */
  const fetchChunks = async (): Promise<void> => {
    while (hasRoom()) {
      const taken = await leases.take(chunksToTake(room(), slots.perSecond()));
      moreLikely = taken.length > 0;
      if (!moreLikely) return;
      for (const lease of taken) {
        const chunk = runChunk(lease).finally(() => {
          chunks.delete(chunk);
          pump.run();
        });
        chunks.add(chunk);
      }
    }
  };

  const pump = createPump(fetchChunks);

  async function runChunk(lease: Lease): Promise<void> {
    let remaining = lease.ids.length;
    let isMissed = false;
    waiting += remaining;
    const left = (): void => {
      remaining--;
      waiting--;
      pumpForMore();
    };
    const missed = (): void => {
      isMissed = true;
    };
    try {
      await sendChunk(lease, { ...shared, left, missed, isOurs: () => leases.isOurs(lease) });
      await settler.settled();
      if (isMissed) throw new Error("the queue did not hear of this worker for too long");
      await leases.complete(lease);
    } catch (error) {
      log().error(
        { err: error, jobId: lease.job.id },
        "a chunk of deliveries failed; its rows are tried again",
      );
      // Whoever gets the job next must see what became of those that did leave.
      await settler.settled();
      await leases.giveBack(lease);
    } finally {
      waiting -= remaining;
    }
  }

  const poll = setInterval(() => pump.run(), POLL_MS);
  pump.run();

  return {
    wake: () => pump.run(),
    inFlight: () => client.inFlight(),
    async stop() {
      stopping = true;
      clearInterval(poll);
      while (pump.isRunning()) await sleep(5);
      pacer.giveUp();
      slots.giveUp();
      await Promise.allSettled(chunks);
      leases.stop();
      await settler.stop();
    },
  };
}

/** A fast worker fetches several at once; a slow one no more than it has room for, since it could only give them back. */
function chunksToTake(room: number, perSecond: number): number {
  return perSecond >= MAX_WAITING ? FETCH_CHUNKS : Math.min(FETCH_CHUNKS, Math.ceil(room / CHUNK_SIZE));
}

/** Runs `work`, never twice at once; asked meanwhile, it runs once more. */
function createPump(work: () => Promise<void>): { run(): void; isRunning(): boolean } {
  let running = false;
  let again = false;
  const run = async (): Promise<void> => {
    again = true;
    if (running) return;
    running = true;
    try {
      while (again) {
        again = false;
        await work();
      }
    } catch (error) {
      log().warn({ err: error }, "cannot fetch deliveries; trying again");
    } finally {
      running = false;
    }
  };
  return { run: () => void run(), isRunning: () => running };
}
