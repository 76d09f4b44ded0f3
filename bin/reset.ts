/** Forgets everything in the data folder, the embedded database included: `npm run db:reset -- --yes`. */
import { existsSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { Failure, messageOf } from "./failure.ts";
import { takeLock } from "./instance-lock.ts";
import { databasePlace } from "./postgres.ts";

const dataDirectory = resolve(process.env.SIGNALBOX_DATA_DIR || ".data");

try {
  if (!process.argv.includes("--yes")) {
    throw new Failure(
      `This deletes everything in ${dataDirectory}: the embedded database and the generated keys.`,
      "Run it again with --yes: npm run db:reset -- --yes",
    );
  }
  if (existsSync(dataDirectory)) await remove();
  console.log(`${dataDirectory} is empty. npm start makes a new database.`);
} catch (error) {
  console.error(messageOf(error));
  if (error instanceof Failure) console.error(`→ ${error.fix}`);
  process.exitCode = 1;
}

async function remove(): Promise<void> {
  const lock = await takeLock(join(dataDirectory, "running.json"));
  if ("heldBy" in lock) {
    throw new Failure(`Signalbox is running with this folder (process ${lock.heldBy}).`, "Stop it first.");
  }
  lock.release();
  const database = databasePlace(dataDirectory);
  if (database) rmSync(database, { recursive: true, force: true });
  rmSync(dataDirectory, { recursive: true, force: true });
}
