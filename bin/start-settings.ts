/** Reads the settings of `npm start` before anything is started, so that a wrong one costs no time. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { readEnv } from "#lib/platform/env.ts";
import { Failure, messageOf } from "./failure.ts";

export interface StartSettings {
  host: string;
  port: number;
  dataDirectory: string;
  /** Null for the embedded server. */
  databaseUrl: string | null;
  encryptionKey: string | null;
  workers: number;
  logLevel: string;
}

const MOST_WORKERS = 64;
const SOME_KEY = Buffer.alloc(32).toString("base64");
const SOME_DATABASE = "postgresql://localhost/signalbox";
const NEW_KEY = "openssl rand -base64 32";

/** Checks every variable that the start and its processes read. */
export function readSettings(source: Record<string, string | undefined>): StartSettings {
  const databaseUrl = source.DATABASE_URL || null;
  const encryptionKey = source.SIGNALBOX_ENCRYPTION_KEY || null;
  if (databaseUrl && !encryptionKey) {
    throw new Failure(
      "DATABASE_URL is set, but SIGNALBOX_ENCRYPTION_KEY is not. Every process on that database needs the same key to open its secrets.",
      `Make one once with "${NEW_KEY}", keep it safe, and set SIGNALBOX_ENCRYPTION_KEY to it everywhere.`,
    );
  }
  const settings = parse(source);
  return {
    host: settings.HOST,
    port: settings.PORT,
    dataDirectory: resolve(settings.SIGNALBOX_DATA_DIR),
    databaseUrl,
    encryptionKey,
    workers: readWorkers(source.WORKERS),
    logLevel: source.LOG_LEVEL || "warn",
  };
}

function parse(source: Record<string, string | undefined>) {
  try {
    return readEnv({
      ...source,
      DATABASE_URL: source.DATABASE_URL || SOME_DATABASE,
      SIGNALBOX_ENCRYPTION_KEY: source.SIGNALBOX_ENCRYPTION_KEY || SOME_KEY,
    });
  } catch (error) {
    throw new Failure(
      messageOf(error),
      "Correct the variables named above, or unset them to use the defaults.",
    );
  }
}

function readWorkers(text: string | undefined): number {
  const workers = Number(text || 1);
  if (Number.isInteger(workers) && workers >= 0 && workers <= MOST_WORKERS) return workers;
  throw new Failure(
    `WORKERS is "${text}".`,
    `Set it to a whole number from 0 to ${MOST_WORKERS}, or unset it for 1.`,
  );
}

/** The key of this data folder, made on first use. */
export function generatedKey(dataDirectory: string): { key: string; isNew: boolean } {
  const file = join(dataDirectory, "encryption.key");
  if (existsSync(file)) return { key: readFileSync(file, "utf8").trim(), isNew: false };
  const key = randomBytes(32).toString("base64");
  mkdirSync(dataDirectory, { recursive: true, mode: 0o711 });
  writeFileSync(file, `${key}\n`, { mode: 0o600, flag: "wx" });
  return { key, isNew: true };
}
