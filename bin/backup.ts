/** `npm run backup -- FILE`: the whole installation into one file, while it runs. */
import { writeBackup } from "./backup-file.ts";
import { checkDatabase } from "./external-database.ts";
import { Failure, messageOf } from "./failure.ts";
import { databaseUrl } from "./known-database.ts";
import { readSettings } from "./start-settings.ts";

try {
  const [file] = process.argv.slice(2);
  if (!file) throw new Failure("No file is named.", "npm run backup -- signalbox.ndjson.gz");
  const url = databaseUrl(readSettings(process.env));
  await checkDatabase(url);
  console.log(`${await writeBackup(url, file)} rows in ${file}. Keep SIGNALBOX_ENCRYPTION_KEY beside it.`);
} catch (error) {
  console.error(messageOf(error));
  if (error instanceof Failure) console.error(`→ ${error.fix}`);
  process.exitCode = 1;
}
