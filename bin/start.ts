/**
 * `npm start`: from sources to a running Signalbox, with one line for each phase and the address at the end.
 * Runs until Ctrl-C; with --dev it serves the sources as they change instead of a build.
 */
import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildWeb, generateClient } from "./build.ts";
import { checkDatabase } from "./external-database.ts";
import { Failure, messageOf } from "./failure.ts";
import { type Phases, phasesTo } from "./phases.ts";
import { nextFreePort } from "./ports.ts";
import { type EmbeddedPostgres, startPostgres } from "./postgres.ts";
import { applyMigrations } from "./prisma-engine.ts";
import { generatedKey, readSettings, type StartSettings } from "./start-settings.ts";
import { createSupervisor } from "./supervisor.ts";

type Variables = Record<string, string>;

const ROOT = resolve(import.meta.dirname, "..");
const DEV = process.argv.includes("--dev");
const READY_MS = 90_000;
const POLL_MS = 50;
const PARENT_POLL_MS = 500;
/** Sooner it is the same Ctrl-C, passed on by npm. */
const SECOND_SIGNAL_MS = 1_000;
/** A worker that stops this often before it was ever ready has a lasting problem. */
const FIRST_STOPS = 3;

const supervisor = createSupervisor();
let postgres: EmbeddedPostgres | undefined;
let isEnding = false;
let firstSignalAt = 0;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
stopWithNpm();

try {
  await start(readSettings(process.env));
} catch (error) {
  await fail(error);
}

async function start(settings: StartSettings): Promise<void> {
  console.log("\n  Signalbox\n");
  const phases = untilStopped(phasesTo(process.stdout));
  await phases.run("build", () => build());
  const databaseUrl = await phases.run("database", () => openDatabase(settings));
  await phases.run("migrate", () => migrate(databaseUrl));
  const encryptionKey = await phases.run("keys", () => findKey(settings));
  const { port, note } = await nextFreePort(settings.host, settings.port);
  const variables: Variables = {
    NODE_ENV: DEV ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    LOG_LEVEL: settings.logLevel,
    DATABASE_URL: databaseUrl,
    SIGNALBOX_ENCRYPTION_KEY: encryptionKey,
    SIGNALBOX_DATA_DIR: settings.dataDirectory,
    HOST: settings.host,
    PORT: String(port),
  };
  const { setupNeeded } = await phases.run("workspace", () => bootstrap(variables));
  const local = `http://${urlHost(settings.host)}:${port}`;
  await startWeb(phases, variables, local, note);
  await startWorkers(phases, variables, settings.workers, local);
  const address = process.env.SIGNALBOX_ORIGIN || local;
  console.log(`\n  ${setupNeeded ? "Create your account at" : "Ready at"} ${address}\n  Ctrl-C stops it.\n`);
}

/** Once a stop was asked for, the phase that is running is the last. */
function untilStopped(phases: Phases): Phases {
  const waitWhenStopped = async () => {
    if (isEnding) await new Promise(() => {});
  };
  return {
    async run(name, work) {
      await waitWhenStopped();
      try {
        return await phases.run(name, work);
      } finally {
        await waitWhenStopped();
      }
    },
  };
}

async function build() {
  const done = DEV ? await generateClient() : await buildWeb();
  return { value: undefined, detail: done ? null : "up to date" };
}

async function openDatabase({ databaseUrl, dataDirectory }: StartSettings) {
  if (databaseUrl) {
    const version = await checkDatabase(databaseUrl);
    return { value: databaseUrl, detail: `PostgreSQL ${version} of DATABASE_URL` };
  }
  const server = await startPostgres({ dataDirectory, onTrouble: onDatabaseTrouble });
  postgres = server;
  const detail = [server.isNew ? "embedded, new" : "embedded", server.note].filter(Boolean).join(", ");
  return { value: server.url, detail };
}

function onDatabaseTrouble(message: string, lost: boolean): void {
  if (isEnding) return;
  console.error(`  ! ${message}`);
  if (lost)
    void fail(new Failure("The database is gone.", "The log of the database says why; then start again."));
}

async function migrate(databaseUrl: string) {
  try {
    const applied = await applyMigrations(databaseUrl);
    return { value: undefined, detail: applied.length > 0 ? `${applied.length} applied` : "up to date" };
  } catch (error) {
    throw new Failure(
      `The database could not be brought up to date: ${messageOf(error)}`,
      "Nothing later than the named migration was changed. If this is not a database of Signalbox, set DATABASE_URL to another.",
    );
  }
}

async function findKey({ encryptionKey, dataDirectory }: StartSettings) {
  if (encryptionKey) return { value: encryptionKey, detail: "SIGNALBOX_ENCRYPTION_KEY" };
  const { key, isNew } = generatedKey(dataDirectory);
  return { value: key, detail: isNew ? `made, in ${dataDirectory}` : null };
}

async function bootstrap(variables: Variables) {
  const child = spawn(process.execPath, [join(ROOT, "bin/bootstrap.ts")], {
    cwd: ROOT,
    env: { ...process.env, ...variables },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const code = await new Promise((done) => child.once("close", done));
  if (code !== 0) {
    throw new Failure(
      "The first workspace could not be prepared; see above.",
      "Correct the settings and start again.",
    );
  }
  const value = JSON.parse(output.trim().split("\n").at(-1) ?? "") as {
    created: boolean;
    setupNeeded: boolean;
  };
  return { value, detail: value.created ? "created" : null };
}

async function startWeb(phases: Phases, env: Variables, address: string, note: string | null): Promise<void> {
  const web = supervisor.start({
    name: "web",
    command: [join(ROOT, "bin/web.ts"), ...(DEV ? ["--dev"] : [])],
    env: { ...env, SIGNALBOX_PREPARED: "true" },
    quiet: true,
  });
  const crash = web.ended.then((how) => {
    throw new Failure(
      `The web process stopped (${how}).`,
      "Start it again; if it stops again, the lines above say why.",
    );
  });
  await phases.run("web", async () => {
    await Promise.race([crash, untilOk(`${address}/api/health`, "The web process does not answer")]);
    return { value: undefined, detail: note };
  });
  web.showOutput();
  crash.catch(fail);
}

async function startWorkers(phases: Phases, env: Variables, count: number, address: string): Promise<void> {
  if (count === 0) return;
  let ready = false;
  const started: Promise<void>[] = [];
  await phases.run(count === 1 ? "worker" : `${count} workers`, async () => {
    const lasting = new Promise<never>((_, reject) => {
      const onStop = (message: string, stops: number) => {
        if (isEnding) return;
        console.error(`  ! ${message}`);
        if (!ready && stops >= FIRST_STOPS) {
          reject(new Failure("The worker process does not stay up.", "The lines above say why."));
        }
      };
      for (let number = 1; number <= count; number++) {
        started.push(keepWorker(env, count === 1 ? "worker" : `worker ${number}`, onStop));
      }
    });
    await Promise.race([lasting, Promise.all(started)]);
    await Promise.race([lasting, untilOk(`${address}/api/ready`, "No worker reports that it is working")]);
    ready = true;
    return { value: undefined, detail: null };
  });
}

function keepWorker(
  env: Variables,
  name: string,
  onStop: (message: string, stops: number) => void,
): Promise<void> {
  const worker = supervisor.keep({ name, command: [join(ROOT, "worker/main.ts")], env }, onStop);
  if (!DEV) return worker.ready;
  let timer: NodeJS.Timeout | undefined;
  for (const folder of ["lib", "worker"]) {
    watch(join(ROOT, folder), { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(() => void worker.restart(), 300);
    });
  }
  return worker.ready;
}

async function untilOk(url: string, problem: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  let last = "no answer";
  while (Date.now() < deadline) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    if (answer) last = `${answer.status} ${await answer.text()}`;
    await sleep(POLL_MS);
  }
  throw new Failure(
    `${problem} (${url}: ${last}).`,
    "Set LOG_LEVEL=info and start again to see what it does.",
  );
}

function urlHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

function onSignal(): void {
  if (!isEnding) {
    firstSignalAt = Date.now();
    console.log("\n  Stopping …");
    void end(0);
  } else if (Date.now() - firstSignalAt > SECOND_SIGNAL_MS) {
    // Asked again: leave now. The processes notice that this one is gone and end on their own.
    process.exit(130);
  }
}

/** npm does not pass on every signal: when it is gone, so is whoever wanted this to run. */
function stopWithNpm(): void {
  if (!process.env.npm_lifecycle_event || process.platform === "win32") return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && !isEnding) onSignal();
  }, PARENT_POLL_MS).unref();
}

function fail(error: unknown): Promise<void> {
  if (!isEnding) {
    const text = error instanceof Failure ? `${error.message}\n→ ${error.fix}` : error;
    console.error("\n", text);
  }
  return end(1);
}

/** Workers and web first, so that they can still write down what they have done; then the database. */
async function end(code: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  await supervisor.stop();
  await postgres?.stop();
  process.exit(code);
}
