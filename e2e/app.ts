import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** Where the specs find the running app. */
export const APP_FILE = join(tmpdir(), "signalbox-e2e-app.json");
export const API_KEY = "sbx_e2e_0123456789abcdef0123456789abcdef";
export const OWNER = { email: "owner@example.com", password: "correct horse battery" };

const ROOT = resolve(import.meta.dirname, "..");
const START_TIMEOUT_MS = 240_000;
const STOP_TIMEOUT_MS = 20_000;

export interface AppInfo {
  origin: string;
  dataDir: string;
}

export interface RunningApp extends AppInfo {
  process: ChildProcess;
  output: () => string;
  /** As Ctrl-C does. */
  stop: () => Promise<void>;
  /** As a power cut does: the whole process group at once. */
  kill: () => Promise<void>;
}

export function appInfo(): AppInfo {
  return JSON.parse(readFileSync(APP_FILE, "utf8")) as AppInfo;
}

/** Runs what `npm start` runs and waits until it takes work. */
export async function startApp(options: {
  dataDir: string;
  port: number;
  env?: Record<string, string>;
}): Promise<RunningApp> {
  const child = spawn(process.execPath, ["bin/start.ts"], {
    cwd: ROOT,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      PORT: String(options.port),
      SIGNALBOX_DATA_DIR: options.dataDir,
      LOG_LEVEL: "warn",
      ...options.env,
    },
  });
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const exited = new Promise<void>((done) => child.once("exit", () => done()));
  const origin = `http://127.0.0.1:${options.port}`;
  await waitUntil(
    async () => {
      if (child.exitCode !== null) throw new Error(`The app ended with code ${child.exitCode}:\n${output}`);
      const answer = await fetch(`${origin}/api/ready`).catch(() => null);
      return answer?.status === 200;
    },
    START_TIMEOUT_MS,
    () => `the app to be ready. It said:\n${output}`,
  );
  const signal = async (name: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.pid) process.kill(name === "SIGKILL" ? -child.pid : child.pid, name);
    await Promise.race([
      exited,
      new Promise((_, fail) =>
        setTimeout(() => fail(new Error(`still running:\n${output}`)), STOP_TIMEOUT_MS).unref(),
      ),
    ]);
  };
  return {
    origin,
    dataDir: options.dataDir,
    process: child,
    output: () => output,
    stop: () => signal("SIGINT"),
    kill: () => signal("SIGKILL"),
  };
}

/** Polls a condition; the only waiting the specs do outside of Playwright's own. */
export async function waitUntil(
  condition: () => Promise<boolean>,
  timeoutMs: number,
  what: () => string,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs} ms for ${what()}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? done(address.port) : fail(new Error("no port")),
      );
    });
  });
}
