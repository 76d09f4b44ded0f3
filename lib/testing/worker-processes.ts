/** Worker processes as the product starts them, for cases that need several of them or their sudden end. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface WorkerProcesses {
  /** One more. */
  start(): Promise<void>;
  /** One of those that run. */
  any(): ChildProcess;
  running(): number;
  /** Asks all of them to end, and waits for it. */
  stop(): Promise<void>;
}

/** Starts them against the database of this process; resolves when each has said that it is ready. `onLine` gets their log. */
export async function startWorkerProcesses(
  count: number,
  onLine?: (line: string) => void,
): Promise<WorkerProcesses> {
  const running = new Set<ChildProcess>();
  const start = async (): Promise<void> => {
    const child = spawn(process.execPath, ["worker/main.ts"], {
      env: { ...process.env, LOG_LEVEL: onLine ? "info" : "silent", NODE_ENV: "test" },
      stdio: ["ignore", onLine ? "pipe" : "ignore", "inherit", "ipc"],
    });
    if (onLine && child.stdout) createInterface({ input: child.stdout }).on("line", onLine);
    running.add(child);
    child.once("exit", () => running.delete(child));
    await new Promise<void>((resolve, reject) => {
      child.once("message", () => resolve());
      child.once("exit", (code) => reject(new Error(`the worker ended with ${code}`)));
    });
  };
  await Promise.all(Array.from({ length: count }, start));
  return {
    start,
    any() {
      const [child] = running;
      if (!child) throw new Error("there is no worker");
      return child;
    },
    running: () => running.size,
    async stop() {
      const ends = [...running].map((child) => {
        child.kill("SIGTERM");
        return processEnd(child);
      });
      await Promise.all(ends);
    },
  };
}

/** Resolves with the exit code when the process ends. */
export function processEnd(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("exit", (code) => resolve(code)));
}
