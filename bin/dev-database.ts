/** A scratch PostgreSQL for development, until Ctrl-C: `npm run db:start`. Prints its DATABASE_URL. */
import { Failure, messageOf } from "./failure.ts";
import { startPostgres } from "./postgres.ts";
import { applyMigrations } from "./prisma-engine.ts";

try {
  const dataDirectory = process.argv[2] ?? process.env.SIGNALBOX_DATA_DIR ?? ".data-dev";
  const server = await startPostgres({ dataDirectory });
  const applied = await applyMigrations(server.url).catch((error) => {
    console.error(`not migrated: ${messageOf(error)}`);
    return [];
  });
  if (applied.length > 0) console.error(`applied ${applied.join(", ")}`);
  console.log(`DATABASE_URL=${server.url}`);
  const stop = async () => {
    await server.stop();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, stop);
  // The lock alone does not keep the process alive.
  setInterval(() => {}, 60_000);
} catch (error) {
  console.error(messageOf(error));
  if (error instanceof Failure) console.error(`→ ${error.fix}`);
  process.exit(1);
}
