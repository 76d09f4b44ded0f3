/** Makes what the sources need before they run: Prisma's client, the types of the API and the web build. Each only when it is out of date. */
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fingerprint, isFresh, type Made, writeStamp } from "./build-stamp.ts";
import { Failure } from "./failure.ts";
import { writeRouteModules } from "./routes.ts";

const ROOT = resolve(import.meta.dirname, "..");
const RUN_CHILD = join(import.meta.dirname, "run-child.ts");

const CLIENT: Made = {
  from: ["prisma/schema/*.prisma", "node_modules/prisma/package.json"],
  stamp: "lib/platform/prisma/generated/.made-from",
};

const API_TYPES: Made = {
  from: ["app/api/**/*.ts", "lib/**/*schema*.ts", "bin/api-types.ts", "bin/api-types/*.ts"],
  except: (path) => /\.test\.ts$/.test(path),
  stamp: "lib/client/generated/.made-from",
};

const WEB: Made = {
  from: [
    "{app,components,lib,public}/**/*",
    "prisma/schema/*.prisma",
    "*.ts",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
  ],
  except: (path) => /\.test\.tsx?$|^lib\/testing\/|\/generated\/|^vitest\.config|^next-env/.test(path),
  stamp: ".next/made-from",
};

/** Generates Prisma's client and the types of the API. Returns whether there was anything to do. */
export async function generateClient(): Promise<boolean> {
  const prisma = [join(ROOT, "node_modules/prisma/build/index.js"), "generate"];
  const made = await make(CLIENT, "The database client", prisma);
  writeRouteModules();
  const types = await make(API_TYPES, "The list of API types", [join(ROOT, "bin/api-types.ts")]);
  return made || types;
}

/** Builds the web half for production. Returns whether there was anything to do. */
export async function buildWeb(): Promise<boolean> {
  await generateClient();
  return make(WEB, "The web build", [join(ROOT, "node_modules/next/dist/bin/next"), "build", ROOT]);
}

async function make(made: Made, what: string, command: string[]): Promise<boolean> {
  if (isFresh(ROOT, made)) return false;
  const hash = fingerprint(ROOT, made);
  rmSync(join(ROOT, made.stamp), { force: true });
  const { code, output } = await run(command);
  if (code !== 0) {
    throw new Failure(
      `${what} failed:\n${output.trim()}`,
      "The sources do not build as they are; undo the last change to them, or correct what is named above.",
    );
  }
  writeStamp(ROOT, made, hash);
  return true;
}

function run(command: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [RUN_CHILD, ...command], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    windowsHide: true,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", CHECKPOINT_DISABLE: "1" },
  });
  let output = "";
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout?.on("data", collect);
  child.stderr?.on("data", collect);
  return new Promise((done) => {
    child.on("error", (error) => done({ code: null, output: error.message }));
    child.on("close", (code) => done({ code, output }));
  });
}

if (import.meta.main) {
  try {
    await (process.argv.includes("--client") ? generateClient() : buildWeb());
  } catch (error) {
    console.error(error instanceof Failure ? `${error.message}\n→ ${error.fix}` : error);
    process.exitCode = 1;
  }
}
