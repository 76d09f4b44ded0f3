/**
 * Keeps the embedded PostgreSQL alive for exactly as long as the process that started this one. It gets
 * the cluster as its argument, says "ready PORT", and stops the server once its standard input closes,
 * which also happens when its parent is killed.
 */
import { Failure, messageOf } from "../failure.ts";
import { type Cluster, isServer, type Server, startCluster, stopServer } from "./cluster.ts";

const WATCH_MS = 1_000;
/** When everything was killed at once, a worker may still be writing down what it has just sent. */
const PATIENCE_MS = 3_000;

const { cluster, wishedPort } = JSON.parse(process.argv[2] ?? "{}") as {
  cluster: Cluster;
  wishedPort: number | null;
};

// The terminal and service managers signal every process; the order of stopping is the parent's to decide.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
process.stdout.on("error", () => {});

let stopping: Promise<void> | undefined;
let starting: Promise<Server> = startCluster(cluster, wishedPort);

process.stdin.resume();
process.stdin.on("end", stop);
process.stdin.on("error", stop);

try {
  const { pid, port } = await starting;
  tell({ ready: port });
  if (!stopping) watch(pid, port);
} catch (error) {
  tell({ failed: messageOf(error), fix: error instanceof Failure ? error.fix : "Set DATABASE_URL." });
  process.exit(1);
}

function watch(pid: number, port: number): void {
  const timer = setInterval(() => {
    if (stopping || isServer(pid)) return;
    clearInterval(timer);
    starting = startCluster(cluster, port);
    starting
      .then((server) => {
        if (server.port !== port) throw new Error(`its port ${port} was taken meanwhile`);
        tell({ restarted: true });
        if (!stopping) watch(server.pid, port);
      })
      .catch((error) => {
        tell({ lost: messageOf(error) });
        stop();
      });
  }, WATCH_MS);
}

function stop(): void {
  stopping ??= (async () => {
    const server = await starting.catch(() => null);
    if (server) await stopServer(cluster, server.pid, PATIENCE_MS);
    process.exit(0);
  })();
}

function tell(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
