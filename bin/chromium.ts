/** Finds a browser for the end-to-end tests and installs one where there is none. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "@playwright/test";
import { Failure } from "./failure.ts";

/** Where Debian puts it; e2e/playwright.config.ts looks there, too. */
const SYSTEM_CHROMIUM = "/usr/bin/chromium";

/** What is there, else Debian's for root, else Playwright's own. */
export function installChromium(): void {
  if (isInstalled()) return;
  console.log("There is no Chromium yet; installing one.");
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) installFromDebian();
  if (isInstalled()) return;
  const cli = createRequire(import.meta.url).resolve("@playwright/test/cli");
  spawnSync(process.execPath, [cli, "install", "chromium"], { stdio: ["ignore", "inherit", "inherit"] });
  if (isInstalled()) return;
  throw new Failure(
    "No Chromium could be installed for the end-to-end tests.",
    "Install one (Debian: apt-get install chromium; elsewhere: npx playwright install chromium) and run npm test again.",
  );
}

function isInstalled(): boolean {
  return existsSync(SYSTEM_CHROMIUM) || existsSync(chromium.executablePath());
}

function installFromDebian(): void {
  const options = {
    stdio: "ignore",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  } as const;
  spawnSync("apt-get", ["update"], options);
  spawnSync("apt-get", ["install", "-y", "--no-install-recommends", "chromium", "fonts-liberation"], options);
}
