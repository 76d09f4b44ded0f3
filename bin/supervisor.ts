/** Runs the web and worker processes, restarts workers that stop, and ends everything in order. */
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { nextRestart } from "./backoff.ts";

export interface ChildSpec {
  name: string;
  /** The program and its arguments. */
  command: string[];
  env: Record<string, string | undefined>;
  /** Holds its output back until `showOutput`; what was held back is the report when it ends before. */
  quiet?: boolean;
}

export interface Child {
  /** Settles when the process has ended without being asked to, with how it ended and what it said last. */
  ended: Promise<string>;
  /** Settles when the process has sent a message, which is how it says that it is ready. */
  ready: Promise<void>;
  showOutput(): void;
  stop(): Promise<void>;
}

export interface KeptChild {
  /** Settles when the process has said that it is ready, be it the first or a later one. */
  ready: Promise<void>;
  restart(): Promise<void>;
}

export interface Supervisor {
  start(spec: ChildSpec): Child;
  /** Keeps one process running: whatever ends it, another is started after a growing pause. */
  keep(spec: ChildSpec, onStop: (message: string, stops: number) => void): KeptChild;
  /** Asks every process to end and waits for it. */
  stop(): Promise<void>;
}

const ROOT = resolve(import.meta.dirname, "..");
const GRACE_MS = 15_000;
const KEPT_OUTPUT = 4_000;

/** Processes are children in every sense: they end with this process, however it ends. */
export function createSupervisor(): Supervisor {
  const children = new Set<Child>();
  let stopping = false;
  const start = (spec: ChildSpec): Child => {
    const child = startChild(spec);
    children.add(child);
    void child.ended.then(() => children.delete(child));
    return child;
  };
  const keep: Supervisor["keep"] = (spec, onStop) => {
    let stops = 0;
    let current: Child;
    const { promise: ready, resolve: isReady } = Promise.withResolvers<void>();
    const begin = () => {
      if (stopping) return;
      const startedAt = Date.now();
      current = start(spec);
      void current.ready.then(isReady);
      void current.ended.then((how) => {
        const restart = nextRestart(stops, Date.now() - startedAt);
        stops = restart.stops;
        onStop(`${spec.name} stopped (${how}); starting it again in ${restart.waitMs / 1_000} s`, stops);
        setTimeout(begin, restart.waitMs).unref();
      });
    };
    begin();
    return { ready, restart: () => current.stop().then(begin) };
  };
  const stop = async () => {
    stopping = true;
    await Promise.all([...children].map((child) => child.stop()));
  };
  return { start, keep, stop };
}

function startChild(spec: ChildSpec): Child {
  const channels = spec.quiet ? "pipe" : "inherit";
  const child = spawn(process.execPath, spec.command, {
    cwd: ROOT,
    env: { ...process.env, ...spec.env },
    // The fourth channel carries one message, "ready". Its end is how a child learns that it should end, too.
    stdio: ["ignore", channels, channels, "ipc"],
    windowsHide: true,
  });
  let kept = "";
  let shown = false;
  const follow = (from: NodeJS.ReadableStream | null, to: NodeJS.WriteStream) =>
    from?.on("data", (chunk: Buffer) => {
      if (shown) to.write(chunk);
      else kept = (kept + chunk.toString()).slice(-KEPT_OUTPUT);
    });
  follow(child.stdout, process.stdout);
  follow(child.stderr, process.stderr);
  let stopping = false;
  const exited = new Promise<string>((done) => {
    child.once("error", (error) => done(error.message));
    child.once("exit", (code, signal) => done(signal ?? `exit code ${code}`));
  });
  return {
    ended: new Promise((done) => {
      void exited.then((how) => stopping || done(kept.trim() ? `${how}:\n${kept.trim()}` : how));
    }),
    ready: new Promise((done) => child.once("message", () => done())),
    showOutput() {
      shown = true;
      kept = "";
    },
    async stop() {
      stopping = true;
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}
