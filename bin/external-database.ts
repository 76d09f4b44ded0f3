/** Checks the PostgreSQL that DATABASE_URL names, and creates the database on it when only that is missing. */
import pg from "pg";
import { Failure, messageOf } from "./failure.ts";

const OLDEST_VERSION = 15;

/** Returns the server's major version. */
export async function checkDatabase(databaseUrl: string): Promise<number> {
  const place = shown(databaseUrl);
  try {
    return await withClient(databaseUrl, async (client) => {
      const { rows } = await client.query<{ version: number }>(
        "SELECT current_setting('server_version_num')::int / 10000 AS version",
      );
      const version = rows[0]?.version ?? 0;
      if (version >= OLDEST_VERSION) return version;
      throw new Failure(
        `The PostgreSQL at ${place} is version ${version}; ${OLDEST_VERSION} or newer is needed.`,
        "Upgrade it, or unset DATABASE_URL to use the embedded one.",
      );
    });
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (codeOf(error) === "3D000") return await createDatabase(databaseUrl);
    throw explain(error, place);
  }
}

async function createDatabase(databaseUrl: string): Promise<number> {
  const server = new URL(databaseUrl);
  const name = decodeURIComponent(server.pathname.slice(1));
  server.pathname = "/postgres";
  try {
    await withClient(server.href, (client) =>
      client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`),
    );
  } catch (error) {
    throw new Failure(
      `There is no database "${name}" at ${shown(databaseUrl)}, and it could not be created: ${messageOf(error)}`,
      `Create it (createdb ${name}), or correct DATABASE_URL.`,
    );
  }
  return await checkDatabase(databaseUrl);
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function explain(error: unknown, place: string): Failure {
  const code = codeOf(error);
  const refused = code === "28P01" || code === "28000";
  return new Failure(
    refused
      ? `The PostgreSQL at ${place} refuses the user name or password in DATABASE_URL.`
      : `The PostgreSQL at ${place} cannot be reached: ${messageOf(error) || code}`,
    refused
      ? "Correct the user name and password; special characters must be percent-encoded."
      : "Check that it is running and that DATABASE_URL names the right host and port, or unset DATABASE_URL to use the embedded one.",
  );
}

/** Without the password. */
function shown(databaseUrl: string): string {
  const { host, pathname } = new URL(databaseUrl);
  return `${host}${pathname}`;
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? "";
}
