import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { PgBoss } from "pg-boss";
import type { TestProject } from "vitest/node";
import { startPostgres } from "#bin/postgres.ts";
import { applyMigrations, readMigrations } from "#bin/prisma-engine.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The migrated database that every test file clones. */
    templateUrl: string;
  }
}

/**
 * One PostgreSQL for the run, holding one migrated template database. TEST_DATABASE_URL names a server to use
 * instead; there the template stays, and is made again only when the migrations have changed.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const server = given ? { url: given, stop: async () => {} } : await startScratchServer();
  project.provide("templateUrl", await prepareTemplate(server.url));
  return server.stop;
}

async function startScratchServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  const dataDirectory = mkdtempSync(join(tmpdir(), "signalbox-db-tests-"));
  const server = await startPostgres({ dataDirectory, durable: false });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}

async function prepareTemplate(serverUrl: string): Promise<string> {
  const name = `signalbox_template_${await templateHash()}`;
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [name]);
    if (rowCount === 0) await buildTemplate(client, name, url);
  } finally {
    await client.end();
  }
  return url.href;
}

/** Built under another name first, so that an interrupted run never leaves a half-migrated template. */
async function buildTemplate(client: pg.Client, name: string, url: URL): Promise<void> {
  const partial = `${name}_${process.pid}`;
  await client.query(`DROP DATABASE IF EXISTS ${partial}`);
  await client.query(`CREATE DATABASE ${partial}`);
  const partialUrl = new URL(url);
  partialUrl.pathname = `/${partial}`;
  await applyMigrations(partialUrl.href);
  const boss = new PgBoss({ connectionString: partialUrl.href, supervise: false, schedule: false });
  boss.on("error", () => {});
  await boss.start();
  await boss.stop({ graceful: false });
  await client.query(`ALTER DATABASE ${partial} RENAME TO ${name}`);
}

/** Changes with every migration and with the queue's own tables. */
async function templateHash(): Promise<string> {
  const queue = createRequire(import.meta.url).resolve("pg-boss/package.json");
  const hash = createHash("sha256").update(readFileSync(queue));
  hash.update(JSON.stringify((await readMigrations()).migrationDirectories));
  return hash.digest("hex").slice(0, 12);
}
