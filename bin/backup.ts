/** `npm run backup -- FILE`: the whole installation into one file, while it runs. */
import { writeBackup } from "./backup-file.ts";
import { Failure, messageOf } from "./failure.ts";

try {
  const [file] = process.argv.slice(2);
  const { DATABASE_URL: url } = process.env;
  if (!file) throw new Failure("No file is named.", "npm run backup -- signalbox.ndjson.gz");
  if (!url) {
    throw new Failure(
      "DATABASE_URL is not set.",
      "Name the database; for the embedded one stop Signalbox, run npm run db:start -- .data, and use what it prints.",
    );
  }
  console.log(`${await writeBackup(url, file)} rows in ${file}. Keep SIGNALBOX_ENCRYPTION_KEY beside it.`);
} catch (error) {
  console.error(messageOf(error));
  if (error instanceof Failure) console.error(`→ ${error.fix}`);
  process.exitCode = 1;
}
