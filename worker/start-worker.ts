/** Puts one worker together: queues, dispatcher, releaser, wake-ups, heartbeat. Used by the process and by tests. */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { hostname } from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";
import pg from "pg";
import { evaluateAlerts } from "#lib/alert/service.ts";
import { followSettled, rememberSent } from "#lib/campaign/service-settled.ts";
import { waitForReceipts } from "#lib/canvas/service-received.ts";
import { startCanvasTimers } from "#lib/canvas/service-timers.ts";
import { createHttpClient } from "#lib/delivery/client.ts";
import { connectedContentFetcher } from "#lib/delivery/client-connected-content.ts";
import { SEND_DELIVERIES } from "#lib/delivery/jobs.ts";
import { createDispatcher } from "#lib/delivery/service-dispatch.ts";
import { egressPolicy } from "#lib/delivery/service-egress.ts";
import { noteSettled } from "#lib/delivery/service-observe.ts";
import { startReleaser } from "#lib/delivery/service-release.ts";
import { HostGate } from "#lib/host/service-gate.ts";
import { applyMaintenance } from "#lib/host/service-maintenance.ts";
import { env } from "#lib/platform/env.ts";
import { beat, forgetWorker } from "#lib/platform/heartbeat-store.ts";
import { newId } from "#lib/platform/id.ts";
import { log } from "#lib/platform/log.ts";
import { count } from "#lib/platform/metrics.ts";
import { flushMetrics } from "#lib/platform/metrics-store.ts";
import { createQueue, startWorkerQueue } from "#lib/platform/queue.ts";
import { startTracing, stopTracing } from "#lib/platform/tracing.ts";
import { VERSION } from "#lib/platform/version.ts";
import { countSegments } from "#lib/segment/service-sizes.ts";
import { forgetAttributes } from "./forget-attributes.ts";
import { forgetOld } from "./forget-old.ts";
import { resumeCanvases } from "./handlers/canvas.ts";
import { workQueues } from "./queues.ts";
import { sendingWorld } from "./world.ts";

export interface RunningWorker {
  id: string;
  stop(): Promise<void>;
}

const BEAT_MS = 5_000;
/** Looks this often whether the event loop is held up: an idle worker should hardly wake. */
const LOOP_DELAY_MS = 50;
const COUNTERS_MS = 2_000;
const METRICS_MS = 5_000;
const WINDOWS_MS = 2_000;
const ALERTS_MS = 10_000;
const SIZES_MS = 30_000;
const MAINTAIN_MS = 3_600_000;
const RECONNECT_MS = 1_000;

export async function startWorker(): Promise<RunningWorker> {
  const id = `${hostname()}-${process.pid}-${newId().slice(-6)}`;
  await startTracing("signalbox-worker");
  const boss = await startWorkerQueue();
  await createQueue(boss, SEND_DELIVERIES);
  const gate = new HostGate(id);
  const client = createHttpClient({ egress: egressPolicy() });
  const releaser = startReleaser();
  const dispatcher = createDispatcher({
    boss,
    workerId: id,
    version: VERSION,
    client,
    gate,
    world: {
      ...sendingWorld,
      fetchConnectedContent: connectedContentFetcher({ client, userAgent: `Signalbox/${VERSION}` }),
    },
    followUp: (batch) => followSettled(batch, new Date(), waitForReceipts),
    onSettled: async (batch) => {
      noteSettled(batch, new Date());
      // A retry may be due before the releaser would look again.
      if (batch.some((item) => item.nextAttemptAt)) releaser.wake();
      const now = new Date();
      await Promise.all([rememberSent(batch, now), resumeCanvases(batch, now), forgetAttributes(batch, now)]);
    },
  });
  const canvasTimers = startCanvasTimers();
  const ears = listen((channel, payload) => {
    if (channel === "signalbox_canvas") return canvasTimers.wake();
    if (channel === "signalbox_host") {
      const [workspaceId = "", host = ""] = payload.split(" ");
      gate.forget(workspaceId, host);
    } else dispatcher.wake();
    releaser.wake();
  });
  await workQueues(boss);
  const startedAt = new Date();
  const loopDelay = monitorEventLoopDelay({ resolution: LOOP_DELAY_MS });
  loopDelay.enable();
  subscribe("undici:client:connected", noteConnection);
  const heartbeat = async (): Promise<void> => {
    const stats = {
      in_flight: dispatcher.inFlight(),
      loop_delay_ms: Math.round(loopDelay.percentile(99) / 1e5) / 10,
      rss_mib: Math.round(process.memoryUsage.rss() / 2 ** 20),
    };
    loopDelay.reset();
    await beat({ id, host: hostname(), pid: process.pid, version: VERSION, startedAt, stats });
  };
  await heartbeat();
  const timers = [
    every(BEAT_MS, heartbeat),
    every(COUNTERS_MS, () => gate.flush(new Date())),
    every(METRICS_MS, flushMetrics),
    every(WINDOWS_MS, () => applyMaintenance(new Date())),
    every(ALERTS_MS, () => evaluateAlerts(new Date())),
    every(SIZES_MS, () => countSegments(new Date())),
    every(MAINTAIN_MS, () => forgetOld(new Date())),
  ];
  return {
    id,
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await ears.stop();
      await releaser.stop();
      await canvasTimers.stop();
      await boss.offWork("events.evaluate").catch(() => {});
      await dispatcher.stop();
      await gate.flush(new Date());
      unsubscribe("undici:client:connected", noteConnection);
      loopDelay.disable();
      await flushMetrics().catch(() => {});
      await stopTracing();
      await client.close();
      await boss.stop({ graceful: true, timeout: 20_000 });
      await forgetWorker(id);
    },
  };
}

function noteConnection(): void {
  count("signalbox_connections_opened_total");
}

function every(ms: number, work: () => Promise<unknown>): NodeJS.Timeout {
  return setInterval(() => {
    work().catch((error: unknown) => log().warn({ err: error }, "a regular task failed; it runs again"));
  }, ms);
}

/** Hears wake-ups on a connection of its own and comes back after a lost one. Polling covers the gap. */
function listen(heard: (channel: string, payload: string) => void): { stop(): Promise<void> } {
  let stopped = false;
  let client: pg.Client | undefined;
  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: env().DATABASE_URL, application_name: "signalbox-wake" });
    client = next;
    next.on("notification", (notice) => heard(notice.channel, notice.payload ?? ""));
    next.on("error", () => again(next));
    next.on("end", () => again(next));
    try {
      await next.connect();
      await next.query("LISTEN signalbox_send; LISTEN signalbox_host; LISTEN signalbox_canvas");
    } catch {
      again(next);
    }
  };
  const again = (lost: pg.Client): void => {
    if (stopped || client !== lost) return;
    client = undefined;
    setTimeout(() => void connect(), RECONNECT_MS).unref();
  };
  void connect();
  return {
    async stop() {
      stopped = true;
      await client?.end().catch(() => {});
    },
  };
}
