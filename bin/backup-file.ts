/**
 * A whole installation as one gzipped file of JSON lines: a head with the migrations it was taken at, then for each
 * table a line with its name followed by its rows. Reads one snapshot; needs no tool besides node-postgres.
 */
import { createReadStream, createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { StringDecoder } from "node:string_decoder";
import { createGunzip, createGzip } from "node:zlib";
import pg from "pg";
import { Failure } from "./failure.ts";

const FORMAT = "signalbox-backup-1";
const ROWS_AT_ONCE = 1_000;
/** Rebuilt by themselves, or worth nothing on another machine. */
const LEFT_OUT = [
  "_prisma_migrations",
  "host_buckets",
  "worker_heartbeats",
  "host_counters",
  "metric_totals",
];
/** Jobs are wake-ups. Those that carry work of their own are kept; deliveries are found again by their rows. */
const SEND_QUEUE = "delivery.send";

interface Head {
  format: string;
  migrations: string[];
}

/** Writes everything into the file; answers how many rows. */
export async function writeBackup(databaseUrl: string, file: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const counter = { rows: 0 };
    await pipeline(
      Readable.from(lines(client, counter)),
      createGzip(),
      createWriteStream(file, { mode: 0o600 }),
    );
    await client.query("COMMIT");
    await noteBackup(client, counter.rows);
    return counter.rows;
  } finally {
    await client.end();
  }
}

/** For Settings → System and the doctor. A database whose newest migration is missing is backed up all the same. */
async function noteBackup(client: pg.Client, rows: number): Promise<void> {
  await client
    .query(
      `INSERT INTO installation_facts (name, value, at) VALUES ('last_backup', $1, now())
       ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at`,
      [JSON.stringify({ rows })],
    )
    .catch(() => undefined);
}

async function* lines(client: pg.Client, counter: { rows: number }): AsyncGenerator<string> {
  yield `${JSON.stringify({ format: FORMAT, migrations: await migrationsOf(client) } satisfies Head)}\n`;
  for (const table of await tablesOf(client)) {
    yield `${JSON.stringify({ table })}\n`;
    yield* rowsOf(
      client,
      `SELECT row_to_json(t)::text AS line FROM ${client.escapeIdentifier(table)} t`,
      counter,
    );
  }
  if (!(await hasQueue(client))) return;
  yield `${JSON.stringify({ jobs: true })}\n`;
  const jobs = `SELECT json_build_object('name', name, 'data', data, 'priority', priority, 'startAfter', start_after)::text AS line
                  FROM pgboss.job WHERE state < 'completed' AND name <> '${SEND_QUEUE}' AND name NOT LIKE '\\_\\_%'`;
  yield* rowsOf(client, jobs, counter);
}

async function* rowsOf(client: pg.Client, select: string, counter: { rows: number }): AsyncGenerator<string> {
  await client.query(`DECLARE backup_rows NO SCROLL CURSOR FOR ${select}`);
  for (;;) {
    const { rows } = await client.query<{ line: string }>(`FETCH ${ROWS_AT_ONCE} FROM backup_rows`);
    counter.rows += rows.length;
    for (const { line } of rows) yield `${line}\n`;
    if (rows.length < ROWS_AT_ONCE) break;
  }
  await client.query("CLOSE backup_rows");
}

export interface BackedUpJob {
  name: string;
  data: object;
  priority: number;
  startAfter: string;
}

/** Reads a file into an empty, migrated database; answers how many rows, and the jobs for the caller to enqueue. */
export async function readBackup(
  databaseUrl: string,
  file: string,
): Promise<{ rows: number; jobs: BackedUpJob[] }> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("BEGIN");
    const read = await readLines(client, file);
    // Their jobs are not in the file: whatever was under way becomes due.
    await client.query(
      `UPDATE deliveries SET queued_at = NULL, next_attempt_at = coalesce(next_attempt_at, now())
        WHERE queued_at IS NOT NULL AND status IN ('pending', 'held', 'retrying')`,
    );
    await client.query("COMMIT");
    return read;
  } finally {
    await client.end();
  }
}

async function readLines(client: pg.Client, file: string): Promise<{ rows: number; jobs: BackedUpJob[] }> {
  const jobs: BackedUpJob[] = [];
  let table: string | null = null;
  let pending: string[] = [];
  let rows = 0;
  const flush = async (): Promise<void> => {
    if (table && pending.length > 0) await insertRows(client, table, pending);
    rows += pending.length;
    pending = [];
  };
  let isFirst = true;
  let inJobs = false;
  for await (const line of linesOf(createReadStream(file).pipe(createGunzip()))) {
    if (isFirst) {
      await checkHead(client, line);
      isFirst = false;
    } else if (line.startsWith('{"table":') && isMarker(line)) {
      await flush();
      table = (JSON.parse(line) as { table: string }).table;
      await checkEmpty(client, table);
    } else if (line === '{"jobs":true}') {
      await flush();
      inJobs = true;
    } else if (inJobs) {
      jobs.push(JSON.parse(line) as BackedUpJob);
    } else {
      pending.push(line);
      if (pending.length >= ROWS_AT_ONCE) await flush();
    }
  }
  await flush();
  return { rows, jobs };
}

/** Split at line feeds alone: `node:readline` also splits at U+2028 and U+2029, which JSON leaves as they are. */
async function* linesOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of bytes) {
    const lines = (rest + decoder.write(chunk)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/** Rows have many fields; a marker has one. */
function isMarker(line: string): boolean {
  return /^\{"table":"[a-z_]+"\}$/.test(line);
}

async function insertRows(client: pg.Client, table: string, lines: string[]): Promise<void> {
  const name = client.escapeIdentifier(table);
  await client.query(
    `INSERT INTO ${name} SELECT r.* FROM unnest($1::text[]) AS l (line), json_populate_record(NULL::${name}, l.line::json) AS r`,
    [lines],
  );
}

async function checkHead(client: pg.Client, line: string): Promise<void> {
  const head = JSON.parse(line) as Partial<Head>;
  if (head.format !== FORMAT)
    throw new Failure(
      "This file is not a backup of Signalbox.",
      "Name a file that npm run backup has written.",
    );
  const known = new Set(await migrationsOf(client));
  const missing = (head.migrations ?? []).filter((name) => !known.has(name));
  if (missing.length > 0) {
    throw new Failure(
      `The backup was taken by a newer release (it knows ${missing[0]}).`,
      "Restore it with that release or a newer one.",
    );
  }
}

async function checkEmpty(client: pg.Client, table: string): Promise<void> {
  const { rowCount } = await client.query(`SELECT FROM ${client.escapeIdentifier(table)} LIMIT 1`);
  if (rowCount === 0) return;
  throw new Failure(
    `The database is not empty: there are rows in ${table}.`,
    "Restore into a new database; nothing was changed in this one.",
  );
}

async function migrationsOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY 1",
  );
  return rows.map((row) => row.name);
}

/** Tables in an order in which each comes after those it refers to; partitions are read through their parent. */
async function tablesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `WITH RECURSIVE tables AS (
       SELECT oid, relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> ALL($1)
     ), depths AS (
       SELECT oid, 0 AS depth FROM tables
       UNION
       SELECT c.conrelid, d.depth + 1 FROM depths d
         JOIN pg_constraint c ON c.confrelid = d.oid AND c.contype = 'f' AND c.conrelid <> c.confrelid WHERE d.depth < 20
     )
     SELECT t.relname AS name FROM tables t JOIN depths d ON d.oid = t.oid GROUP BY 1 ORDER BY max(d.depth), 1`,
    [LEFT_OUT],
  );
  return rows.map((row) => row.name);
}

async function hasQueue(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('pgboss.job') IS NOT NULL AS there",
  );
  return rows[0]?.there ?? false;
}
