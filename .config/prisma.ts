import { resolve } from "node:path";
import { defineConfig } from "prisma/config";

const root = resolve(import.meta.dirname, "..");

// One schema engine everywhere, also where no executable can be downloaded.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= resolve(root, "bin/schema-engine");

export default defineConfig({
  schema: resolve(root, "prisma/schema"),
  migrations: { path: resolve(root, "prisma/migrations") },
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://localhost:1/none" },
});
