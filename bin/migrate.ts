/** Brings the database of DATABASE_URL up to date: `npm run db:migrate`. */

import { messageOf } from "./failure.ts";
import { applyMigrations } from "./prisma-engine.ts";

const url = process.env.DATABASE_URL;
if (!url) {
  console.error(
    "DATABASE_URL is not set. Example: DATABASE_URL=postgresql://user:password@host:5432/signalbox",
  );
  process.exit(1);
}
try {
  const applied = await applyMigrations(url);
  console.log(
    applied.length > 0 ? applied.map((name) => `applied ${name}`).join("\n") : "The database is up to date.",
  );
  process.exit(0);
} catch (error) {
  console.error(`The migration failed: ${messageOf(error)}`);
  process.exit(1);
}
