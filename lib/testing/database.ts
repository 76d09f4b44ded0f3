import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { closeDatabase } from "#lib/platform/db.ts";
import { resetEnv } from "#lib/platform/env.ts";
import { newId } from "#lib/platform/id.ts";
import { closeQueue } from "#lib/platform/queue.ts";

/**
 * Gives the calling test file a database of its own, cloned from the migrated template. Everything in lib/ uses it
 * through lib/platform. It stays behind when a test of the file failed, to be looked at on a TEST_DATABASE_URL server.
 */
export function useTestDatabase(): void {
  const name = `test_${newId().replaceAll("-", "")}`;
  beforeAll(async () => {
    const template = new URL(inject("templateUrl"));
    await onServer(`CREATE DATABASE ${name} TEMPLATE ${template.pathname.slice(1)} STRATEGY FILE_COPY`);
    const url = new URL(template);
    url.pathname = `/${name}`;
    process.env.DATABASE_URL = url.href;
    process.env.SIGNALBOX_ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
    process.env.EGRESS_ALLOW = "127.0.0.1/32";
    process.env.LOG_LEVEL ??= "silent";
    resetEnv();
  });
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of the fixtures from this pattern
  afterAll(async ({}, file) => {
    await closeQueue();
    await closeDatabase();
    const failed = file.tasks.some((task) => task.result?.state === "fail");
    if (!failed) await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });
}

async function onServer(statement: string): Promise<void> {
  const url = new URL(inject("templateUrl"));
  url.pathname = "/postgres";
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
