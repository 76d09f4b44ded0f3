/**
 * Keeps the embedded PostgreSQL alive for exactly as long as the process that started this one. It gets
 * the cluster as its argument, says "ready PORT", and stops the server once its standard input closes,
 * which also happens when its parent is killed.
 */
import { Failure, messageOf } from "../failure.ts";
import { type Cluster, isRunning, startCluster, stopCluster } from "./cluster.ts";

const WATCH_MS = 1_000;

const { cluster, wishedPort } = JSON.parse(process.argv[2] ?? "{}") as {
  cluster: Cluster;
  wishedPort: number | null;
};

// The terminal and service managers signal every process; the order of stopping is the parent's to decide.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
process.stdout.on("error", () => {});

let stopping: Promise<void> | undefined;
let starting: Promise<number> | undefined;

process.stdin.resume();
process.stdin.on("end", stop);
process.stdin.on("error", stop);

try {
  starting = startCluster(cluster, wishedPort);
  const port = await starting;
  tell({ ready: port });
  if (!stopping) watch(port);
} catch (error) {
  tell({ failed: messageOf(error), fix: error instanceof Failure ? error.fix : "Set DATABASE_URL." });
  process.exit(1);
}

function watch(port: number): void {
  const timer = setInterval(async () => {
    if (stopping || isRunning(cluster)) return;
    clearInterval(timer);
    try {
      starting = startCluster(cluster, port);
      const newPort = await starting;
      if (newPort !== port) throw new Error(`port ${port} was taken meanwhile`);
      tell({ restarted: true });
      if (!stopping) watch(port);
    } catch (error) {
      tell({ lost: messageOf(error) });
      process.exit(1);
    }
  }, WATCH_MS);
}

function stop(): void {
  stopping ??= (async () => {
    await starting?.catch(() => {});
    await stopCluster(cluster);
    process.exit(0);
  })();
}

function tell(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
