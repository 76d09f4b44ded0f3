/** `npm run restore -- FILE`: a backup into an empty database, which is migrated first. */
import { existsSync } from "node:fs";
import { PgBoss } from "pg-boss";
import { type BackedUpJob, readBackup } from "./backup-file.ts";
import { checkDatabase } from "./external-database.ts";
import { Failure, messageOf } from "./failure.ts";
import { applyMigrations } from "./prisma-engine.ts";

try {
  const [file] = process.argv.slice(2);
  const { DATABASE_URL: url } = process.env;
  if (!file) throw new Failure("No file is named.", "npm run restore -- signalbox.ndjson.gz");
  if (!existsSync(file)) throw new Failure(`There is no file ${file}.`, "Name the file of a backup.");
  if (!url) throw new Failure("DATABASE_URL is not set.", "Name an empty database.");
  await checkDatabase(url);
  await applyMigrations(url);
  const { rows, jobs } = await readBackup(url, file);
  await enqueueAgain(url, jobs);
  console.log(
    `${rows} rows and ${jobs.length} jobs restored. Start workers with the SIGNALBOX_ENCRYPTION_KEY of the backup.`,
  );
  process.exit(0);
} catch (error) {
  console.error(messageOf(error));
  if (error instanceof Failure) console.error(`→ ${error.fix}`);
  process.exit(1);
}

async function enqueueAgain(url: string, jobs: BackedUpJob[]): Promise<void> {
  const { QUEUES } = await import("#worker/queues.ts");
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false });
  boss.on("error", (error) => console.error(messageOf(error)));
  await boss.start();
  for (const [name, group] of Map.groupBy(jobs, (job) => job.name)) {
    const options = QUEUES.find(({ queue }) => queue.name === name)?.queue.options;
    await boss.createQueue(name, { ...options, notify: true });
    await boss.insert(
      name,
      group.map(({ data, priority, startAfter }) => ({ data, priority, startAfter: new Date(startAfter) })),
    );
  }
  await boss.stop({ graceful: false });
}
