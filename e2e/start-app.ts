import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { API_KEY, APP_FILE, type AppInfo, freePort, OWNER, startApp } from "#e2e/app.ts";

/**
 * Starts the built app once for all specs, on an empty database, and stops it afterwards. SIGNALBOX_E2E_ORIGIN names
 * a running app to use instead, started with the settings below.
 */
export default async function startOnce(): Promise<() => Promise<void>> {
  const given = process.env.SIGNALBOX_E2E_ORIGIN;
  if (given) {
    writeFileSync(APP_FILE, JSON.stringify({ origin: given, dataDir: "" } satisfies AppInfo));
    return async () => {};
  }
  const dataDir = mkdtempSync(join(tmpdir(), "signalbox-e2e-"));
  const app = await startApp({
    dataDir,
    port: await freePort(),
    env: {
      SIGNALBOX_OWNER_EMAIL: OWNER.email,
      SIGNALBOX_OWNER_PASSWORD: OWNER.password,
      SIGNALBOX_API_KEY: API_KEY,
      EGRESS_ALLOW: "127.0.0.0/8",
    },
  });
  const info: AppInfo = { origin: app.origin, dataDir };
  writeFileSync(APP_FILE, JSON.stringify(info));
  return async () => {
    await app.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
