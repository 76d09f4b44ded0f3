/**
 * Runs every check and test and ends with one line: `N passed, N failed`. `node bin/test.ts check` runs only
 * what needs neither database nor browser, `… e2e` only the browser's tests.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildWeb, generateClient } from "./build.ts";
import { installChromium } from "./chromium.ts";
import { Failure, messageOf } from "./failure.ts";
import { formatDuration } from "./phases.ts";
import {
  BROWSER_TESTS,
  CHECKS,
  DATABASE_TESTS,
  type Suite,
  type Tally,
  TYPES,
  UNIT_TESTS,
  WORKER_TESTS,
} from "./test-suites.ts";

const ALONE: readonly Suite[] = [DATABASE_TESTS, WORKER_TESTS, BROWSER_TESTS];

const only = process.argv[2];
const reports = mkdtempSync(join(tmpdir(), "signalbox-reports-"));
const total: Tally = { passed: 0, failed: 0 };

await attempt("database client", generateClient);
if (only === "check") {
  await Promise.all([runSuite(TYPES), runSuites(CHECKS)]);
} else if (only === "e2e") {
  await runBrowserTests(await attempt("build", buildWeb));
} else {
  // Two at a time as long as no test looks at a clock: the compiler and the build leave one core to the others.
  const [built] = await Promise.all([
    runSuite(TYPES).then(() => attempt("build", buildWeb)),
    runSuites([...CHECKS, UNIT_TESTS]),
  ]);
  await runSuites([DATABASE_TESTS, WORKER_TESTS]);
  await runBrowserTests(built);
}
rmSync(reports, { recursive: true, force: true });
process.exitCode = total.failed === 0 ? 0 : 1;
console.log(`${total.passed} passed, ${total.failed} failed`);

async function runBrowserTests(built: boolean): Promise<void> {
  if (built && (await attempt("browser", installChromium))) await runSuite(BROWSER_TESTS);
}

async function runSuites(suites: readonly Suite[]): Promise<void> {
  for (const suite of suites) await runSuite(suite);
}

/** What the tools of a suite say comes in one piece when they are done, unless nothing else can be under way. */
async function runSuite(suite: Suite): Promise<void> {
  const alone = ALONE.includes(suite);
  const startedAt = performance.now();
  let said = "";
  if (alone) console.log(`\n■ ${suite.name}`);
  const { passed, failed } = await suite.run(reports, (text) => {
    if (alone) process.stdout.write(text);
    else said += text;
  });
  total.passed += passed;
  total.failed += failed;
  if (!alone) process.stdout.write(`\n■ ${suite.name}\n${said}`);
  console.log(
    `■ ${suite.name}: ${passed} passed, ${failed} failed (${formatDuration(performance.now() - startedAt)})`,
  );
}

/** What a suite needs beforehand counts only when it fails. */
async function attempt(name: string, work: () => unknown): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    console.log(`\n■ ${name}: ${messageOf(error)}${error instanceof Failure ? `\n→ ${error.fix}` : ""}`);
    total.failed += 1;
    return false;
  }
}
