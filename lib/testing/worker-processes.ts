/** Worker processes as the product starts them, for cases that need several of them or their sudden end. */
import { type ChildProcess, spawn } from "node:child_process";

export interface WorkerProcesses {
  /** One of those that run. */
  any(): ChildProcess;
  running(): number;
  /** Asks all of them to end, and waits for it. */
  stop(): Promise<void>;
}

/** Starts them against the database of this process; resolves when each has said that it is ready. */
export async function startWorkerProcesses(count: number): Promise<WorkerProcesses> {
  const running = new Set<ChildProcess>();
  const start = async (): Promise<void> => {
    const child = spawn(process.execPath, ["worker/main.ts"], {
      env: { ...process.env, LOG_LEVEL: "silent", NODE_ENV: "test" },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    running.add(child);
    child.once("exit", () => running.delete(child));
    await new Promise<void>((resolve, reject) => {
      child.once("message", () => resolve());
      child.once("exit", (code) => reject(new Error(`the worker ended with ${code}`)));
    });
  };
  await Promise.all(Array.from({ length: count }, start));
  return {
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
