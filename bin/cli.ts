#!/usr/bin/env node
/** `npx signalbox`: campaigns as code, and a look at what leaves, from a terminal or a pipeline. */
import { parseArgs } from "node:util";
import { SignalboxClient, SignalboxError } from "#lib/client/client.ts";
import { preview, tail, trigger } from "./cli/calls.ts";
import { connection, login } from "./cli/connection.ts";
import { type Change, check, compare, pull, push } from "./cli/sync.ts";

const HELP = `signalbox <command>

  login --url ORIGIN --key KEY    keep the server and key for later calls
  pull [DIR]                      write campaigns, canvases, segments, templates, blocks and hosts into files
  diff [DIR]                      say what push would change; exit code 1 when there is something
  push [DIR] [--dry-run]          make drafts as the files say; --dry-run says what would change
                                  and whether the server would take it, and writes nothing
  preview CAMPAIGN --user ID [--properties JSON]
  trigger CAMPAIGN --user ID [--properties JSON] [--idempotency-key KEY]
  tail [--campaign ID] [--once]   follow deliveries; --once shows the newest and ends

SIGNALBOX_URL and SIGNALBOX_API_KEY stand before what login kept. DIR is ./signalbox unless given.
Exit codes: 0 done, 1 diff or push --dry-run found something, 2 it failed or would be refused.`;

const options = {
  url: { type: "string" },
  key: { type: "string" },
  user: { type: "string" },
  properties: { type: "string" },
  campaign: { type: "string" },
  "idempotency-key": { type: "string" },
  "dry-run": { type: "boolean", default: false },
  once: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

function print(changes: readonly Change[]): void {
  for (const { file, id, differences } of changes) {
    console.log(id === null ? `new      ${file}` : `changed  ${file}`);
    if (id === null) continue;
    for (const { path, before, after } of differences) {
      console.log(`  - ${path}: ${JSON.stringify(before)}`);
      console.log(`  + ${path}: ${JSON.stringify(after)}`);
    }
  }
  if (changes.length === 0) console.log("Nothing differs.");
}

/** Leaves 1 as the exit code where it only looked and found something, for pipelines; 2 when the server would refuse it. */
async function compareOrPush(
  client: SignalboxClient,
  directory: string,
  mode: "diff" | "dry run" | "push",
): Promise<void> {
  const changes = await compare(client, directory);
  print(changes);
  if (mode === "push") {
    for await (const file of push(client, directory, changes)) console.log(`pushed   ${file}`);
    return;
  }
  process.exitCode = changes.length > 0 ? 1 : 0;
  if (mode === "diff") return;
  for await (const { file, error } of check(client, changes)) {
    if (error === null) continue;
    process.exitCode = 2;
    console.error(`refused  ${file}\n${explain(error)}`);
  }
}

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const [command, argument] = positionals;
  if (values.help || command === undefined) return console.log(HELP);
  if (command === "login") return console.log(await login(values.url, values.key));
  const client = new SignalboxClient(connection());
  const directory = argument ?? "signalbox";
  switch (command) {
    case "pull":
      return console.log((await pull(client, directory)).join("\n"));
    case "diff":
      return compareOrPush(client, directory, "diff");
    case "push":
      return compareOrPush(client, directory, values["dry-run"] ? "dry run" : "push");
    case "preview":
      return console.log(await preview(client, argument, values));
    case "trigger":
      return console.log(await trigger(client, argument, values));
    case "tail":
      return tail(client, values, (line) => console.log(line));
    default:
      throw new Error(`There is no command "${command}".\n\n${HELP}`);
  }
}

/** What is wrong, with each field and its fix on a line of its own. */
function explain(error: unknown): string {
  if (!(error instanceof SignalboxError)) return error instanceof Error ? error.message : String(error);
  const items = error.errors.map(
    ({ field, message, hint }) => `  ${[field, message, hint].filter(Boolean).join(" · ")}`,
  );
  return [error.message, ...items].join("\n");
}

try {
  await run();
} catch (error) {
  console.error(explain(error));
  process.exitCode = 2;
}
