import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, expect, inject, it } from "vitest";
import { insertDeliveries } from "#lib/delivery/service-enqueue.ts";
import { inTransaction, pool } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { readBackup, writeBackup } from "./backup-file.ts";

useTestDatabase();

const folder = mkdtempSync(join(tmpdir(), "signalbox-backup-"));
const target = `test_restore_${newId().replaceAll("-", "")}`;
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await onServer((client) => client.query(`DROP DATABASE IF EXISTS ${target} WITH (FORCE)`));
});

async function onServer(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf("postgres") });
  await client.connect();
  await work(client).finally(() => client.end());
}

function urlOf(name: string): string {
  const url = new URL(inject("templateUrl"));
  url.pathname = `/${name}`;
  return url.href;
}

it("brings every row back as it was, keys in their order, and what was under way becomes due", async () => {
  const { workspaceId } = await createWorkspace();
  const ids = Array.from({ length: 1_500 }, () => newId());
  const input = {
    trigger_properties: {
      z: 1,
      a: 'a "quoted" ümlaut 🚂',
      lines: "one\u2028two\u2029three\nfour",
      n: 12345678901234567890n.toString(),
    },
  };
  await inTransaction((sql) =>
    insertDeliveries(
      sql,
      ids.map((id) => ({ id, workspaceId, input })),
      new Date("2026-11-27T10:00:00.123Z"),
    ),
  );
  const file = join(folder, "backup.ndjson.gz");
  const written = await writeBackup(process.env.DATABASE_URL ?? "", file);

  const template = new URL(inject("templateUrl")).pathname.slice(1);
  await onServer((client) =>
    client.query(`CREATE DATABASE ${target} TEMPLATE ${template} STRATEGY FILE_COPY`),
  );
  const { rows } = await readBackup(urlOf(target), file);
  expect(rows).toBe(written);

  const digest = `SELECT count(*)::int AS n, md5(string_agg(concat_ws('|', id, workspace_id, status, input::text, created_at, priority), ',' ORDER BY id)) AS sum FROM deliveries`;
  const restored = new pg.Client({ connectionString: urlOf(target) });
  await restored.connect();
  try {
    expect((await restored.query(digest)).rows).toEqual((await pool().query(digest)).rows);
    const queued = await restored.query(
      "SELECT FROM deliveries WHERE queued_at IS NOT NULL OR next_attempt_at IS NULL",
    );
    expect(queued.rowCount).toBe(0);
  } finally {
    await restored.end();
  }
  await expect(readBackup(urlOf(target), file)).rejects.toThrow(/not empty/);
});
