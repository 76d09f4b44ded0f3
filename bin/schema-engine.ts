/**
 * Speaks the protocol of Prisma's schema engine executable (JSON-RPC, one message a line) for the Prisma
 * command line, which starts it through `bin/schema-engine`.
 */
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import pg from "pg";
import { z } from "zod";
import { openSchemaEngine, type SchemaEngine } from "./prisma-engine.ts";

const Request = z.object({
  id: z.union([z.number(), z.string()]),
  method: z.string().optional(),
  params: z.unknown(),
});

const { values: flags, positionals } = parseArgs({
  args: process.argv.slice(2),
  strict: false,
  allowPositionals: true,
  options: { datasource: { type: "string" }, datamodels: { type: "string", multiple: true } },
});

const databaseUrl = readUrl(flags.datasource);

function readUrl(datasource: unknown): string | undefined {
  if (typeof datasource !== "string") return undefined;
  return z.object({ url: z.string() }).parse(JSON.parse(datasource)).url;
}

async function serve(): Promise<void> {
  const files = (flags.datamodels ?? []).filter((file) => typeof file === "string");
  const dataModels = await Promise.all(
    files.map(async (file): Promise<[string, string]> => [file, await readFile(file, "utf8")]),
  );
  let engine: SchemaEngine | undefined;
  for await (const line of createInterface({ input: process.stdin })) {
    const request = Request.safeParse(line.trim() === "" ? undefined : JSON.parse(line));
    if (!request.success || !request.data.method) continue;
    const { method, params, id } = request.data;
    try {
      engine ??= await openSchemaEngine(
        needsDatabase(method, params) ? (databaseUrl ?? null) : null,
        dataModels,
      );
      const result = await call(engine, method, params);
      if (hasText(result)) send({ id: `print-${id}`, method: "print", params: { content: result.stdout } });
      send({ id, result: result ?? null });
    } catch (error) {
      send({ id, error: { code: 4466, message: "An error happened.", data: describe(error) } });
    }
  }
  process.exit(0);
}

function needsDatabase(method: string, params: unknown): boolean {
  if (method !== "diff") return true;
  const Target = z.object({ tag: z.string() });
  const { from, to } = z.object({ from: Target, to: Target }).parse(params);
  return [from.tag, to.tag].some((tag) => tag !== "empty" && tag !== "schemaDatamodel");
}

async function call(engine: SchemaEngine, method: string, params: unknown): Promise<unknown> {
  const command: unknown = Reflect.get(engine, method === "getDatabaseVersion" ? "version" : method);
  if (typeof command !== "function") throw new Error(`The schema engine has no command "${method}".`);
  return await Reflect.apply(command, engine, [params]);
}

function hasText(result: unknown): result is { stdout: string } {
  return z.object({ stdout: z.string().min(1) }).safeParse(result).success;
}

function describe(error: unknown) {
  const known = z.object({ message: z.string(), code: z.string().optional() }).safeParse(error).data;
  return {
    is_panic: false,
    message: known?.message ?? String(error),
    error_code: known?.code ?? null,
    meta: null,
  };
}

function send(message: object): void {
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}

async function runDatabaseCommand(command: string): Promise<void> {
  const target = new URL(databaseUrl ?? "");
  const database = decodeURIComponent(target.pathname.slice(1)) || "postgres";
  target.searchParams.delete("schema");
  if (command === "create-database") target.pathname = "/postgres";
  const client = new pg.Client({ connectionString: target.href });
  try {
    await client.connect();
    if (command === "create-database")
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
    process.stdout.write(
      command === "create-database" ? `Database '${database}' created.\n` : "Connection successful\n",
    );
    await client.end();
  } catch (error) {
    reportFailure(error);
    process.exitCode = 1;
  }
}

const ERROR_CODES: Record<string, string> = {
  "3D000": "P1003",
  "28P01": "P1000",
  "28000": "P1000",
  "42P04": "P1009",
};

function reportFailure(error: unknown): void {
  const { code = "", message = String(error) } = error as { code?: string; message?: string };
  const fields = { is_panic: false, error_code: ERROR_CODES[code] ?? "P1001", message: message || code };
  // The command line skips the first line and reads every other one as a log record.
  process.stderr.write(
    `starting\n${JSON.stringify({ level: "ERROR", target: "schema_engine::logger", fields })}`,
  );
}

if (positionals[0] === "cli") await runDatabaseCommand(positionals[1] ?? "");
else await serve();
