/**
 * Runs every check and test and ends with one line: `N passed, N failed`.
 * `node bin/test.ts check` runs the static checks only, `… e2e` the browser's.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildWeb, generateClient } from "./build.ts";
import { messageOf } from "./failure.ts";

interface Tally {
  passed: number;
  failed: number;
}

const ROOT = resolve(import.meta.dirname, "..");
const REPORTS = mkdtempSync(join(tmpdir(), "signalbox-reports-"));
const CHROMIUM = "/usr/bin/chromium";

/** Name → package and arguments; each counts as one. */
const CHECKS: [name: string, bin: string, args: string[]][] = [
  ["types", "typescript/bin/tsc", ["--noEmit"]],
  ["lint", "@biomejs/biome/bin/biome", ["ci", "--colors=off", "--diagnostic-level=error", "."]],
  [
    "layers",
    "dependency-cruiser/bin/dependency-cruiser.mjs",
    ["--config", ".config/layers.cjs", "app", "components", "lib", "worker"],
  ],
];

const only = process.argv[2];
const total: Tally = { passed: 0, failed: 0 };

try {
  await generateClient();
  if (only === undefined || only === "check")
    for (const [name, bin, args] of CHECKS) add(name, await check(name, bin, args));
  if (only === undefined) for (const project of ["unit", "db"]) add(project, await vitest(project));
  if (only === undefined || only === "e2e") {
    installChromium();
    await buildWeb();
    add("e2e", await playwright());
  }
} catch (error) {
  console.error(messageOf(error));
  total.failed++;
}
rmSync(REPORTS, { recursive: true, force: true });
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);

function add(name: string, tally: Tally): void {
  total.passed += tally.passed;
  total.failed += tally.failed;
  console.log(`— ${name}: ${tally.passed} passed, ${tally.failed} failed`);
}

async function check(name: string, bin: string, args: string[]): Promise<Tally> {
  const { code, output } = await run(bin, args);
  // A layer check that looked at nothing has not passed.
  const empty = name === "layers" && !/[1-9]\d* modules/.test(output);
  return code === 0 && !empty ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function vitest(project: string): Promise<Tally> {
  const file = join(REPORTS, `${project}.json`);
  const { code } = await run("vitest/vitest.mjs", [
    "run",
    "--project",
    project,
    "--reporter=dot",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ]);
  const report = readJson<{ numPassedTests: number; numFailedTests: number; numFailedTestSuites: number }>(
    file,
  );
  if (!report) return { passed: 0, failed: 1 };
  const failed = report.numFailedTests || (code === 0 ? 0 : 1);
  return { passed: report.numPassedTests, failed };
}

async function playwright(): Promise<Tally> {
  const file = join(REPORTS, "e2e.json");
  const { code } = await run("@playwright/test/cli.js", ["test", "--config", "e2e/playwright.config.ts"], {
    SIGNALBOX_TEST_JSON: file,
  });
  const report = readJson<{ stats: { expected: number; unexpected: number; flaky: number } }>(file);
  if (!report) return { passed: 0, failed: 1 };
  const failed = report.stats.unexpected + report.stats.flaky;
  return { passed: report.stats.expected, failed: failed || (code === 0 ? 0 : 1) };
}

/** A browser for the end-to-end tests: what is there, else Debian's for root, else Playwright's own. */
function installChromium(): void {
  if (existsSync(CHROMIUM)) return;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    const packages = ["chromium", "fonts-liberation"];
    spawnSync("apt-get", ["update"], { stdio: "ignore" });
    spawnSync("apt-get", ["install", "-y", "--no-install-recommends", ...packages], {
      stdio: "ignore",
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    if (existsSync(CHROMIUM)) return;
  }
  spawnSync(process.execPath, [join(ROOT, "node_modules/@playwright/test/cli.js"), "install", "chromium"], {
    stdio: "inherit",
  });
}

function run(
  bin: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number; output: string }> {
  const path = join(ROOT, "node_modules", bin);
  // Biome's launcher is JavaScript like the others, so that one way of starting fits all platforms.
  const child = spawn(process.execPath, [path, ...args], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1", ...env },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      process.stdout.write(chunk);
    });
  }
  return new Promise((done) => child.on("close", (code) => done({ code: code ?? 1, output })));
}

function readJson<T>(file: string): T | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as T) : null;
}
