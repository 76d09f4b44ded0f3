/**
 * Installs the packages when they are missing or not those of the lock file. Runs before everything else, with
 * whatever Node.js the machine has: plain JavaScript, no packages.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const OLDEST_NODE = 20;
const root = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "..");

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  fail(
    `Node.js ${process.versions.node} is too old.`,
    `Install Node.js ${OLDEST_NODE} or newer from https://nodejs.org.`,
  );
}
if (!isInstalled()) await install();

/** npm notes what it installed; every package of the lock file must be there in the same version. */
function isInstalled() {
  const wanted = readJson(join(root, "package-lock.json"));
  const present = readJson(join(root, "node_modules", ".package-lock.json"));
  if (!wanted || !present) return false;
  return Object.entries(wanted.packages).every(([path, { version, optional, link, extraneous }]) => {
    if (path === "" || link || extraneous) return true;
    const found = present.packages[path];
    // Packages for other operating systems are left out.
    return found ? found.version === version && existsSync(join(root, path)) : optional === true;
  });
}

async function install() {
  const startedAt = Date.now();
  console.log("  · dependencies   installing, about a minute the first time …");
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  let result = await npm(["ci", ...quiet]);
  if (!result.ok) result = await npm(["install", ...quiet]);
  if (!result.ok) {
    fail(
      `The packages could not be installed:\n${result.errors}`.trim(),
      "Check the network and the disk, then run npm install to see the whole output.",
    );
  }
  console.log(`  ✓ dependencies  ${((Date.now() - startedAt) / 1000).toFixed(1)} s  installed`);
}

function npm(args) {
  // Development tools are dependencies of this project, so production mode would not leave them out; a stray
  // NODE_ENV or omit setting of the machine must not either.
  const env = {
    ...process.env,
    NODE_ENV: "development",
    npm_config_omit: "",
    npm_config_production: undefined,
    PRISMA_SCHEMA_ENGINE_BINARY: join(root, "bin", "schema-engine"),
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1",
  };
  const cli = process.env.npm_execpath;
  const byNode = cli && /npm-cli\.c?js$/.test(cli);
  const child = spawn(byNode ? process.execPath : "npm", byNode ? [cli, ...args] : args, {
    cwd: root,
    env,
    stdio: ["ignore", "ignore", "pipe"],
    shell: !byNode && process.platform === "win32",
  });
  // Whoever stops the start stops the installation with it.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.once(signal, () => {
      child.kill(signal);
      process.exit(130);
    });
  }
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  return new Promise((done) => {
    child.on("error", (error) => done({ ok: false, errors: error.message }));
    child.on("close", (code) => done({ ok: code === 0, errors }));
  });
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

function fail(cause, fix) {
  console.error(`\n${cause}\n→ ${fix}`);
  process.exit(1);
}
