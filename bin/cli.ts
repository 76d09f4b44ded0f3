#!/usr/bin/env node
/** `npx signalbox`: campaigns as code, and a look at what leaves, from a terminal or a pipeline. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { deliveryPageSchema } from "#lib/delivery/schema.ts";
import { Client, type Connection } from "./cli/client.ts";
import { type Change, compare, pull, push } from "./cli/sync.ts";

const HELP = `signalbox <command>

  login --url ORIGIN --key KEY    keep the server and key for later calls
  pull [DIR]                      write campaigns, segments, templates, blocks and hosts into files
  diff [DIR]                      say what push would change; exit code 1 when there is something
  push [DIR] [--dry-run]          make drafts as the files say
  preview CAMPAIGN --user ID      render the request for a person
  trigger CAMPAIGN --user ID [--properties JSON]
  tail [--campaign ID]            follow deliveries

SIGNALBOX_URL and SIGNALBOX_API_KEY stand before what login kept. DIR is ./signalbox unless given.`;

const CONFIG = join(process.env.XDG_CONFIG_HOME ?? join(homedir(), ".config"), "signalbox", "login.json");
const connectionSchema = z.object({ origin: z.url(), key: z.string().min(1) });
const anything = z.looseObject({});
const TAIL_MS = 1_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: "string" },
    key: { type: "string" },
    user: { type: "string" },
    properties: { type: "string" },
    campaign: { type: "string" },
    "dry-run": { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});

function connection(): Connection {
  const kept: unknown = readKept();
  const parsed = connectionSchema.safeParse({
    ...(typeof kept === "object" ? kept : {}),
    ...(process.env.SIGNALBOX_URL ? { origin: process.env.SIGNALBOX_URL.replace(/\/$/, "") } : {}),
    ...(process.env.SIGNALBOX_API_KEY ? { key: process.env.SIGNALBOX_API_KEY } : {}),
  });
  if (parsed.success) return parsed.data;
  throw new Error("Log in first: signalbox login --url http://localhost:3000 --key sbx_…");
}

function readKept(): unknown {
  try {
    return JSON.parse(readFileSync(CONFIG, "utf8"));
  } catch {
    return {};
  }
}

async function login(): Promise<void> {
  const parsed = connectionSchema.safeParse({ origin: values.url?.replace(/\/$/, ""), key: values.key });
  if (!parsed.success) throw new Error("Give both --url and --key.");
  await new Client(parsed.data).call(anything, "GET", "/session");
  mkdirSync(dirname(CONFIG), { recursive: true });
  writeFileSync(CONFIG, JSON.stringify(parsed.data), { mode: 0o600 });
  console.log(`Kept in ${CONFIG}.`);
}

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

async function tail(client: Client): Promise<void> {
  const seen = new Map<string, string>();
  const query = values.campaign === undefined ? "" : `?campaign_id=${encodeURIComponent(values.campaign)}`;
  for (let first = true; ; first = false) {
    const { deliveries } = await client.call(deliveryPageSchema, "GET", `/deliveries${query}`);
    for (const delivery of deliveries.toReversed()) {
      const state = `${delivery.status}${delivery.reason ? ` (${delivery.reason})` : ""}`;
      if (seen.get(delivery.delivery_id) === state) continue;
      seen.set(delivery.delivery_id, state);
      if (!first)
        console.log(
          [delivery.created_at, delivery.delivery_id, state, delivery.external_user_id, delivery.url].join(
            "  ",
          ),
        );
    }
    await new Promise((done) => setTimeout(done, TAIL_MS));
  }
}

async function compareOrPush(client: Client, directory: string, command: "diff" | "push"): Promise<void> {
  const changes = await compare(client, directory);
  print(changes);
  if (command === "diff") process.exitCode = changes.length > 0 ? 1 : 0;
  else if (!values["dry-run"]) await push(client, directory, changes);
}

async function run(command: string | undefined, argument: string | undefined): Promise<void> {
  if (values.help || command === undefined) return console.log(HELP);
  if (command === "login") return login();
  const client = new Client(connection());
  const directory = argument ?? "signalbox";
  switch (command) {
    case "pull":
      return console.log((await pull(client, directory)).join("\n"));
    case "diff":
    case "push":
      return compareOrPush(client, directory, command);
    case "preview": {
      const body = values.user === undefined ? {} : { external_user_id: values.user };
      const path = `/campaigns/${encodeURIComponent(argument ?? "")}/preview`;
      return console.log(JSON.stringify(await client.call(anything, "POST", path, body), null, 2));
    }
    case "trigger": {
      const body = {
        campaign_id: argument,
        recipients: [{ external_user_id: values.user }],
        trigger_properties: z.record(z.string(), z.unknown()).parse(JSON.parse(values.properties ?? "{}")),
      };
      return console.log(
        JSON.stringify(await client.call(anything, "POST", "/campaigns/trigger/send", body), null, 2),
      );
    }
    case "tail":
      return tail(client);
    default:
      throw new Error(`There is no command "${command}".\n\n${HELP}`);
  }
}

try {
  await run(positionals[0], positionals[1]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
