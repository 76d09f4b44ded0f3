/** Which server the commands talk to, and with which key. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { SignalboxClient, SignalboxError } from "#lib/client/client.ts";

const connectionSchema = z.object({ origin: z.url(), key: z.string().min(1) });
type Connection = z.output<typeof connectionSchema>;

const file = () => join(process.env.XDG_CONFIG_HOME ?? join(homedir(), ".config"), "signalbox", "login.json");

/** From the environment, else as `login` kept it. Throws when neither says enough. */
export function connection(): Connection {
  const { SIGNALBOX_URL: url, SIGNALBOX_API_KEY: key } = process.env;
  const parsed = connectionSchema.safeParse({
    ...kept(),
    ...(url ? { origin: url.replace(/\/$/, "") } : {}),
    ...(key ? { key } : {}),
  });
  if (parsed.success) return parsed.data;
  throw new Error("Log in first: signalbox login --url http://localhost:3000 --key sbx_…");
}

/** Keeps server and key for later calls, once they have proved to work. Returns what to tell. */
export async function login(url: string | undefined, key: string | undefined): Promise<string> {
  const parsed = connectionSchema.safeParse({ origin: url?.replace(/\/$/, ""), key });
  if (!parsed.success) throw new Error("Give both --url and --key.");
  await new SignalboxClient(parsed.data).call("GET /workspace").catch(unlessOnlyScope);
  mkdirSync(dirname(file()), { recursive: true });
  writeFileSync(file(), JSON.stringify(parsed.data), { mode: 0o600 });
  return `Kept in ${file()}.`;
}

/** A key that may do other things than this works as well. */
function unlessOnlyScope(error: unknown): void {
  if (error instanceof SignalboxError && error.errors[0]?.code === "missing_scope") return;
  throw error;
}

function kept(): object {
  try {
    const value: unknown = JSON.parse(readFileSync(file(), "utf8"));
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
