/** The suites of `npm test`: how each is run and what its outcome counts. */
import { spawn } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";

export interface Tally {
  passed: number;
  failed: number;
}

export interface Suite {
  name: string;
  run(reportDirectory: string, write: Write): Promise<Tally>;
}

/** Takes what a tool says, as it says it. */
export type Write = (text: string) => void;

const ROOT = resolve(import.meta.dirname, "..");
const MODULES = join(ROOT, "node_modules");

const VitestReport = z.object({ numPassedTests: z.number(), numFailedTests: z.number() });
const PlaywrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
});

export const TYPES: Suite = check(
  "types",
  [join(MODULES, "next/dist/bin/next"), "typegen"],
  [join(MODULES, "typescript/bin/tsc"), "--noEmit"],
);

/** What else needs no database and no browser. Each of these counts as one. */
export const CHECKS: Suite[] = [
  check("lint", [join(MODULES, "@biomejs/biome/bin/biome"), "ci", "--error-on-warnings", "."]),
  check("layers", [join(ROOT, "bin/layers.ts")]),
  check("dead code", [join(MODULES, "knip/bin/knip.js"), "--no-config-hints"]),
];

export const UNIT_TESTS: Suite = vitest("unit");
export const DATABASE_TESTS: Suite = vitest("db");
export const WORKER_TESTS = vitest("db-workers");

/** The browser's. */
export const BROWSER_TESTS: Suite = {
  name: "e2e",
  async run(reportDirectory, write) {
    if (globSync("e2e/**/*.spec.ts", { cwd: ROOT }).length === 0) return { passed: 0, failed: 0 };
    const file = join(reportDirectory, "e2e.json");
    const code = await runNode(
      [join(MODULES, "@playwright/test/cli.js"), "test", "--config", "e2e/playwright.config.ts"],
      write,
      { SIGNALBOX_TEST_JSON: file },
    );
    const report = PlaywrightReport.safeParse(readJson(file));
    const { expected, unexpected, flaky } = report.data?.stats ?? { expected: 0, unexpected: 0, flaky: 0 };
    return tally(expected, unexpected + flaky, code);
  },
};

/** A run that ended badly without naming a failure (it crashed, a file did not load) has failed once. */
export function tally(passed: number, failed: number, exitCode: number): Tally {
  return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}

function check(name: string, ...commands: string[][]): Suite {
  return {
    name,
    async run(_reportDirectory, write) {
      for (const command of commands) {
        if ((await runNode(command, write)) !== 0) return { passed: 0, failed: 1 };
      }
      return { passed: 1, failed: 0 };
    },
  };
}

function vitest(project: string): Suite {
  return {
    name: project,
    async run(reportDirectory, write) {
      const file = join(reportDirectory, `${project}.json`);
      const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${file}`];
      const command = [join(MODULES, "vitest/vitest.mjs"), "run", "--project", project, ...reporters];
      const code = await runNode(command, write, { NODE_ENV: "test" });
      const report = VitestReport.safeParse(readJson(file));
      return tally(report.data?.numPassedTests ?? 0, report.data?.numFailedTests ?? 0, code);
    },
  };
}

/** The exit code. All tools are JavaScript, so one way of starting them fits every platform. */
function runNode(command: string[], write: Write, env: Record<string, string> = {}): Promise<number> {
  const child = spawn(process.execPath, command, {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, NEXT_TELEMETRY_DISABLED: "1", ...env },
    windowsHide: true,
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => write(chunk.toString()));
  }
  return new Promise((done) => {
    child.on("error", (error) => {
      write(`${error.message}\n`);
      done(1);
    });
    child.on("close", (code) => done(code ?? 1));
  });
}

function readJson(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}
