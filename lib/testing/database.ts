import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { closeDatabase } from "#lib/platform/db.ts";
import { resetEnv } from "#lib/platform/env.ts";
import { newId } from "#lib/platform/id.ts";
import { closeQueue } from "#lib/platform/queue.ts";

/**
 * Gives the calling test file a database of its own, cloned from the migrated template. Everything in lib/ uses it
 * through lib/platform. Stays behind when a test failed in a way that skips the clean-up.
 */
export function useTestDatabase(): void {
  const name = `test_${newId().replaceAll("-", "")}`;
  beforeAll(async () => {
    await onServer(`CREATE DATABASE ${name} TEMPLATE signalbox_template`);
    const url = new URL(inject("templateUrl"));
    url.pathname = `/${name}`;
    process.env.DATABASE_URL = url.toString();
    process.env.SIGNALBOX_ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
    process.env.EGRESS_ALLOW = "127.0.0.1/32";
    process.env.LOG_LEVEL = "silent";
    resetEnv();
  });
  afterAll(async () => {
    await closeQueue();
    await closeDatabase();
    await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });
}

async function onServer(statement: string): Promise<void> {
  const url = new URL(inject("templateUrl"));
  url.pathname = "/postgres";
  const client = new pg.Client({ connectionString: url.toString() });
  await client.connect();
  await client.query(statement);
  await client.end();
}
