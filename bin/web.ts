/** The web half on its own: `npm run web`. Serves the last build on HOST and PORT. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import "./watch-parent.ts";

const root = resolve(import.meta.dirname, "..");
const mode = process.argv.includes("--dev") ? "dev" : "start";

if (mode === "start" && !existsSync(resolve(root, ".next/BUILD_ID"))) {
  console.error("There is no build yet. Run npm run build first, or npm start, which builds by itself.");
  process.exit(1);
}

process.env.NEXT_TELEMETRY_DISABLED ??= "1";
// `npm start` has done it before; on its own, this half makes the first owner and key that the settings ask for.
const { SIGNALBOX_PREPARED, SIGNALBOX_OWNER_EMAIL, SIGNALBOX_API_KEY } = process.env;
if (mode === "start" && !SIGNALBOX_PREPARED && (SIGNALBOX_OWNER_EMAIL || SIGNALBOX_API_KEY)) {
  const { status } = spawnSync(process.execPath, [resolve(root, "bin/bootstrap.ts")], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0)
    console.error("The first workspace could not be prepared; see above. The next start tries again.");
}
const { HOST = "127.0.0.1", PORT = "3000" } = process.env;
process.argv.splice(2, process.argv.length, mode, root, "--port", PORT, "--hostname", HOST);
await import("next/dist/bin/next");
