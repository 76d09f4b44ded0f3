import { EventEmitter } from "node:events";
import pg from "pg";
import type { SqlClient } from "./db.ts";
import { env } from "./env.ts";
import { log } from "./log.ts";

/** What may change under an open screen. */
export type LiveTopic =
  | "deliveries"
  | "campaigns"
  | "canvases"
  | "hosts"
  | "events"
  | "imports"
  | "bulk"
  | "reviews"
  | "receivers";

const CHANNEL = "signalbox_live";
const RECONNECT_MS = 2_000;

/**
 * Tells open screens of a workspace that something of these topics changed. Within a transaction it is heard
 * on commit; PostgreSQL folds equal notices of one transaction into one.
 */
export async function notifyLive(sql: SqlClient, workspaceId: string, topics: LiveTopic[]): Promise<void> {
  await sql.query("SELECT pg_notify($1, $2)::text", [
    CHANNEL,
    `${workspaceId} ${topics.toSorted().join(",")}`,
  ]);
}

const holder = globalThis as typeof globalThis & { __signalboxLive?: EventEmitter | undefined };

/** Calls `listener` with the topics that changed in one workspace until the returned function is called. */
export function onLive(workspaceId: string, listener: (topics: string[]) => void): () => void {
  holder.__signalboxLive ??= startListening();
  const emitter = holder.__signalboxLive;
  emitter.on(workspaceId, listener);
  return () => emitter.off(workspaceId, listener);
}

/** One listening connection per web process, however many screens are open. */
function startListening(): EventEmitter {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  void connect(emitter);
  return emitter;
}

async function connect(emitter: EventEmitter): Promise<void> {
  const client = new pg.Client({ connectionString: env().DATABASE_URL, application_name: "signalbox-live" });
  client.on("notification", (notice) => {
    const [workspaceId, topics] = (notice.payload ?? "").split(" ");
    if (workspaceId && topics) emitter.emit(workspaceId, topics.split(","));
  });
  const again = (): void => {
    client.removeAllListeners("error");
    client.on("error", () => {});
    void client.end().catch(() => {});
    setTimeout(() => void connect(emitter), RECONNECT_MS).unref();
  };
  client.once("error", again);
  try {
    await client.connect();
    await client.query(`LISTEN ${CHANNEL}`);
  } catch (error) {
    log().warn({ err: error }, "live updates are not available; screens fall back to polling");
    again();
  }
}
