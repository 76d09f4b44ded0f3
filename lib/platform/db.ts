import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { refuseCommitOfDryRun } from "./dry-run.ts";
import { env } from "./env.ts";
import { log } from "./log.ts";
import { type Prisma, PrismaClient } from "./prisma/generated/client.ts";

export type { Prisma } from "./prisma/generated/client.ts";

/** What set-based stores need of a connection: the pool itself, or the client of a transaction. */
export interface SqlClient {
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(
    query: string | pg.QueryConfig,
    values?: unknown[],
  ): Promise<pg.QueryResult<Row>>;
}

export type PrismaTx = Prisma.TransactionClient;

interface Connections {
  pool: pg.Pool;
  prisma: PrismaClient;
  /** Beside the pool of the work: who waits for a turn must not hold the connection that the one before needs. */
  turns: pg.Pool;
}

const TURN_CONNECTIONS = 3;

// Next.js may load this module more than once per process (one copy per bundle); the pool must not be multiplied.
const holder = globalThis as typeof globalThis & { __signalboxConnections?: Connections | undefined };

function connections(): Connections {
  holder.__signalboxConnections ??= connect();
  return holder.__signalboxConnections;
}

function connect(): Connections {
  const pool = poolOf(env().DATABASE_POOL_SIZE);
  return { pool, prisma: new PrismaClient({ adapter: new PrismaPg(pool) }), turns: poolOf(TURN_CONNECTIONS) };
}

function poolOf(max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: env().DATABASE_URL,
    max,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    application_name: "signalbox",
  });
  // An idle connection that breaks (a database restart) is replaced by the pool on next use.
  pool.on("error", (error) => log().warn({ err: error }, "idle database connection lost"));
  // One that breaks while it is taken but between two statements has nobody else to tell; the next statement fails.
  pool.on("connect", (client) =>
    client.on("error", (error) => log().debug({ err: error }, "connection lost")),
  );
  return pool;
}

/** The pool for hand-written, set-based SQL. */
export function pool(): pg.Pool {
  return connections().pool;
}

/** The few connections on which callers wait for their turn. */
export function turnPool(): pg.Pool {
  return connections().turns;
}

/** Prisma for everything that is not a hot path. Shares the pool. */
export function prisma(): PrismaClient {
  return connections().prisma;
}

/** Runs `work` in one transaction on one connection; rolls back when it throws. */
export async function inTransaction<T>(work: (sql: SqlClient) => Promise<T>): Promise<T> {
  const client = await pool().connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work(client as SqlClient);
    refuseCommitOfDryRun();
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Runs `work` in one Prisma transaction. */
export async function inPrismaTransaction<T>(work: (tx: PrismaTx) => Promise<T>): Promise<T> {
  const whole = async (tx: PrismaTx): Promise<T> => {
    const result = await work(tx);
    refuseCommitOfDryRun();
    return result;
  };
  return prisma().$transaction(whole, { timeout: 15_000, maxWait: 10_000 });
}

/** Prisma's transaction as a plain SQL client, for enqueuing jobs inside it. */
export function sqlOf(tx: PrismaTx): SqlClient {
  return {
    async query<Row extends pg.QueryResultRow>(query: string | pg.QueryConfig, values: unknown[] = []) {
      const text = typeof query === "string" ? query : query.text;
      const bound = typeof query === "string" ? values : (query.values ?? []);
      const rows = await tx.$queryRawUnsafe<Row[]>(text, ...bound);
      return { rows, rowCount: rows.length, command: "", oid: 0, fields: [] };
    },
  };
}

/** Closes every connection of this process. */
export async function closeDatabase(): Promise<void> {
  const open = holder.__signalboxConnections;
  holder.__signalboxConnections = undefined;
  if (!open) return;
  await open.prisma.$disconnect();
  await Promise.all([open.pool.end(), open.turns.end()]);
}
