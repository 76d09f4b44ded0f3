import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import pg from "pg";
import { startPostgres } from "#bin/postgres.ts";
import { applyMigrations } from "#bin/prisma-engine.ts";

declare module "vitest" {
  interface ProvidedContext {
    templateUrl: string;
  }
}

const TEMPLATE = "signalbox_template";

/** One PostgreSQL for the run with one migrated template database, which every test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDirectory = mkdtempSync(join(tmpdir(), "signalbox-db-tests-"));
  const server = await startPostgres({ dataDirectory });
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${TEMPLATE}`);
  await admin.end();
  const templateUrl = new URL(server.url);
  templateUrl.pathname = `/${TEMPLATE}`;
  await applyMigrations(templateUrl.toString());
  project.provide("templateUrl", templateUrl.toString());
  return async () => {
    await server.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  };
}
