/**
 * Prisma's schema engine, run from its WebAssembly package over node-postgres, so that
 * migrating needs neither a downloaded executable nor a network.
 */
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

export type SchemaEngine = glue.SchemaEngine;
export type DataModels = [path: string, content: string][];

type WasmExports = WebAssembly.Exports & { __wbindgen_start: () => void };

const MIGRATIONS_DIRECTORY = resolve(import.meta.dirname, "../prisma/migrations");
const NO_FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Starts the engine for one database, to which it connects at once. Without an address it can only do
 * what needs no database, such as comparing two schemas.
 */
export async function openSchemaEngine(
  databaseUrl: string | null,
  dataModels?: DataModels,
): Promise<SchemaEngine> {
  await loadWasm();
  const factory = databaseUrl
    ? migrationAdapter(catalogueClientPool(databaseUrl), databaseUrl)
    : offlineAdapter();
  return await newEngine(factory, dataModels);
}

function newEngine(
  factory: SqlMigrationAwareDriverAdapterFactory,
  dataModels: DataModels = [],
): Promise<SchemaEngine> {
  const datamodels = dataModels.length > 0 ? dataModels : undefined;
  return glue.SchemaEngine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(factory));
}

/** Applies every pending migration of `prisma/migrations`, in order, and returns their names. */
export async function applyMigrations(databaseUrl: string): Promise<string[]> {
  await loadWasm();
  const pool = catalogueClientPool(databaseUrl);
  try {
    const engine = await newEngine(migrationAdapter(pool, databaseUrl));
    const migrationsList = await readMigrations();
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTERS });
    return appliedMigrationNames;
  } finally {
    await pool.end();
  }
}

/** The migrations on disk in the form the engine reads them. */
export async function readMigrations(directory: string = MIGRATIONS_DIRECTORY) {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return {
    baseDir: directory,
    lockfile: {
      path: "migration_lock.toml",
      content: await readFile(join(directory, "migration_lock.toml"), "utf8").catch(() => null),
    },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(names.sort().map((name) => readMigration(directory, name))),
  };
}

async function readMigration(directory: string, name: string) {
  const content = await readFile(join(directory, name, "migration.sql"), "utf8");
  return {
    path: name,
    migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value: content } },
  };
}

// The engine calls this global with the reason before it gives up; the exception that follows lacks it.
Object.assign(globalThis, {
  PRISMA_WASM_PANIC_REGISTRY: {
    set_message(message: string) {
      throw new Error(`The schema engine gave up: ${message}`);
    },
  },
});

let loading: Promise<void> | undefined;

function loadWasm(): Promise<void> {
  loading ??= (async () => {
    const file = createRequire(import.meta.url)
      .resolve("@prisma/schema-engine-wasm")
      .replace(/schema_engine\.js$/, "schema_engine_bg.wasm");
    const { instance } = await WebAssembly.instantiate(await readFile(file), {
      "./schema_engine_bg.js": importsWithIdleTimers(),
    });
    const exports = instance.exports as WasmExports;
    glue.__wbg_set_wasm(exports);
    exports.__wbindgen_start();
  })();
  return loading;
}

/** The engine never clears the timer of its lock, which would keep a finished process alive for ten seconds. */
function importsWithIdleTimers(): WebAssembly.ModuleImports {
  const imports = Object.entries(glue as unknown as WebAssembly.ModuleImports).map(([name, value]) => {
    if (!name.startsWith("__wbg_setTimeout") || typeof value !== "function") return [name, value];
    return [name, (...args: unknown[]) => Reflect.apply(value, undefined, args).unref()];
  });
  return Object.fromEntries(imports);
}

/**
 * The stock adapter with two changes that migrating needs: a script goes to the server whole (the stock one
 * cuts it at every semicolon, also inside functions and texts), and the one-byte "char" type of the system
 * catalogues reads as text.
 */
function migrationAdapter(pool: pg.Pool, databaseUrl: string): SqlMigrationAwareDriverAdapterFactory {
  const { schema } = splitSchema(databaseUrl);
  const factory = new PrismaPg(pool, { ...(schema && { schema }) });
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => withWholeScripts(await factory.connect()),
    connectToShadowDb: async () => withWholeScripts(await factory.connectToShadowDb()),
  };
}

function catalogueClientPool(databaseUrl: string): pg.Pool {
  const { url } = splitSchema(databaseUrl);
  const pool = new pg.Pool({ connectionString: url, Client: CatalogueClient, max: 2, idleTimeoutMillis: 0 });
  pool.on("error", () => {});
  return pool;
}

function withWholeScripts(adapter: SqlDriverAdapter): SqlDriverAdapter {
  adapter.executeScript = async (script) => {
    await adapter.executeRaw({ sql: script, args: [], argTypes: [] });
  };
  return adapter;
}

/** Answers the engine's first question (schema there? which server?), which is all it asks to compare schemas. */
function offlineAdapter(): SqlMigrationAwareDriverAdapterFactory {
  const adapter: SqlDriverAdapter = {
    provider: "postgres",
    adapterName: "offline",
    queryRaw: async () => ({
      columnNames: ["exists", "version", "numeric_version"],
      columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
      rows: [[true, "PostgreSQL 18.0", 180_000]],
    }),
    executeRaw: async () => 0,
    executeScript: async () => {},
    startTransaction: () => Promise.reject(new Error("This command needs a database: set DATABASE_URL.")),
    getConnectionInfo: () => ({ supportsRelationJoins: true }),
    dispose: async () => {},
  };
  const connect = async () => adapter;
  return { provider: "postgres", adapterName: "offline", connect, connectToShadowDb: connect };
}

const INTERNAL_CHAR_OID = 18;
const TEXT_OID = 25;

class CatalogueClient extends pg.Client {
  // The signature has a dozen overloads; only the shape of the result matters here.
  override query = ((...args: unknown[]) => {
    const callback = args.at(-1);
    if (typeof callback === "function") {
      args[args.length - 1] = (error: unknown, result: unknown) =>
        callback(error, internalCharAsText(result));
    }
    const running: unknown = Reflect.apply(pg.Client.prototype.query, this, args);
    return running instanceof Promise ? running.then(internalCharAsText) : running;
  }) as typeof pg.Client.prototype.query;
}

function internalCharAsText(result: unknown): unknown {
  for (const field of (result as pg.QueryResult | undefined)?.fields ?? []) {
    if (field.dataTypeID === INTERNAL_CHAR_OID) field.dataTypeID = TEXT_OID;
  }
  return result;
}

/** Prisma names the schema in the URL's query, which node-postgres would send to the server as a setting. */
function splitSchema(databaseUrl: string): { url: string; schema: string | null } {
  if (!URL.canParse(databaseUrl)) return { url: databaseUrl, schema: null };
  const parsed = new URL(databaseUrl);
  const schema = parsed.searchParams.get("schema");
  parsed.searchParams.delete("schema");
  return { url: parsed.href, schema };
}
