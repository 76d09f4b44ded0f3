/** `npm run doctor`: what is wrong with this installation and how to put it right, one line per check. Exit code 1 when something is. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEgressAllow } from "#lib/delivery/egress.ts";
import { closeDatabase } from "#lib/platform/db.ts";
import { resetEnv } from "#lib/platform/env.ts";
import { readSystem } from "#lib/workspace/service-system.ts";
import { checkDatabase } from "./external-database.ts";
import { Failure, messageOf } from "./failure.ts";
import { checkSystem, type Finding, formatFinding } from "./findings.ts";
import { databaseUrl } from "./known-database.ts";
import { readSettings, type StartSettings } from "./start-settings.ts";

const OLDEST_NODE = 22;
const findings: Finding[] = [];

/** Notes how a check went; a thrown Failure carries its own fix. */
async function check(name: string, work: () => Promise<string> | string): Promise<boolean> {
  try {
    findings.push({ name, ok: true, text: await work(), fix: null });
    return true;
  } catch (error) {
    const fix = error instanceof Failure ? error.fix : null;
    findings.push({ name, ok: false, text: messageOf(error), fix });
    return false;
  }
}

function checkNode(): string {
  const major = Number.parseInt(process.versions.node, 10);
  if (major >= OLDEST_NODE) return `Node.js ${process.versions.node}`;
  throw new Failure(
    `Node.js ${process.versions.node} is too old for the workers.`,
    "Run npm install: it brings Node.js 24 along, and npm scripts use it.",
  );
}

function checkEgress(text: string): string {
  const parsed = parseEgressAllow(text);
  if (!parsed.ok) throw new Failure(parsed.message, parsed.hint);
  const count = parsed.policy.rules.length;
  return count === 0
    ? "no private address may be called"
    : `${count} private ${count === 1 ? "place" : "places"} may be called`;
}

/** The key in use, from the variable or the data folder. */
function checkKey({ encryptionKey, dataDirectory }: StartSettings): string {
  const file = join(dataDirectory, "encryption.key");
  const key = encryptionKey ?? (existsSync(file) ? readFileSync(file, "utf8").trim() : null);
  if (!key) {
    throw new Failure(
      `There is neither SIGNALBOX_ENCRYPTION_KEY nor ${file}.`,
      "npm start makes one for the embedded database; for another one: openssl rand -base64 32.",
    );
  }
  process.env.SIGNALBOX_ENCRYPTION_KEY = key;
  return encryptionKey ? "SIGNALBOX_ENCRYPTION_KEY is set" : file;
}

async function examine(): Promise<void> {
  await check("node", checkNode);
  let settings: StartSettings | undefined;
  const usable = await check("settings", () => {
    settings = readSettings(process.env);
    return "all variables can be used";
  });
  if (!usable || !settings) return;
  const { EGRESS_ALLOW: allow = "" } = process.env;
  await check("egress", () => checkEgress(allow));
  const known = settings;
  const hasKey = await check("key", () => checkKey(known));
  const reachable = await check("database", async () => {
    const url = databaseUrl(known);
    const version = await checkDatabase(url);
    process.env.DATABASE_URL = url;
    return `PostgreSQL ${version} answers`;
  });
  if (!hasKey || !reachable) return;
  resetEnv();
  try {
    findings.push(...checkSystem(await readSystem(), new Date()));
  } catch (error) {
    findings.push({
      name: "schema",
      ok: false,
      text: `The database is not that of a Signalbox: ${messageOf(error)}`,
      fix: "Run npm run db:migrate.",
    });
  }
  await closeDatabase();
}

await examine();
for (const finding of findings) console.log(formatFinding(finding));
process.exit(findings.every((finding) => finding.ok) ? 0 : 1);
