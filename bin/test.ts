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
import { BROWSER_TESTS, CHECKS, type Suite, type Tally, TESTS } from "./test-suites.ts";

const only = process.argv[2];
const reports = mkdtempSync(join(tmpdir(), "signalbox-reports-"));
const total: Tally = { passed: 0, failed: 0 };

await attempt("database client", generateClient);
if (only !== "e2e") for (const suite of CHECKS) await runSuite(suite);
if (only === undefined) for (const suite of TESTS) await runSuite(suite);
if (only !== "check" && (await attempt("build", buildWeb)) && (await attempt("browser", installChromium))) {
  await runSuite(BROWSER_TESTS);
}
rmSync(reports, { recursive: true, force: true });
process.exitCode = total.failed === 0 ? 0 : 1;
console.log(`${total.passed} passed, ${total.failed} failed`);

async function runSuite(suite: Suite): Promise<void> {
  console.log(`\n■ ${suite.name}`);
  const startedAt = performance.now();
  const { passed, failed } = await suite.run(reports);
  total.passed += passed;
  total.failed += failed;
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
