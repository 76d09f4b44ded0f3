/** What the doctor says about the state of a running installation. */
import type { SystemView } from "#lib/workspace/system-schema.ts";

export interface Finding {
  name: string;
  ok: boolean;
  text: string;
  fix: string | null;
}

const CLOCK_MS = 2_000;
const LATE_SECONDS = 30;
const BACKUP_DAYS = 7;
const DAY_MS = 86_400_000;

/** Every check on what the database and the machine say. */
export function checkSystem(system: SystemView, now: Date): Finding[] {
  const { database, disk } = system;
  const used = database.connections_used / database.connections_max;
  return [
    finding("migrations", database.migrations === "applied", database.migrations, "Run npm run db:migrate."),
    finding(
      "connections",
      used < 0.9,
      `${database.connections_used} of ${database.connections_max} in use`,
      "Lower DATABASE_POOL_SIZE or raise max_connections.",
    ),
    finding(
      "clock",
      Math.abs(database.clock_ahead_ms) < CLOCK_MS,
      `${Math.abs(database.clock_ahead_ms)} ms apart from the database`,
      "Set the clocks of all machines by NTP: waits and signatures depend on them.",
    ),
    workersFinding(system),
    finding(
      "queue",
      system.deliveries.oldest_due_seconds < LATE_SECONDS,
      `the oldest due delivery waits for ${Math.round(system.deliveries.oldest_due_seconds)} s`,
      "Start more workers; see docs/operations.md, Many workers.",
    ),
    disk
      ? finding(
          "disk",
          !disk.low,
          `${gib(disk.free_bytes)} of ${gib(disk.total_bytes)} GiB free in ${disk.folder}`,
          "Make room, or keep less: Settings → Limits.",
        )
      : finding("disk", true, "the data folder is not on this machine", null),
    backupFinding(system, now),
  ];
}

/** One line: a tick or a cross, the check, what was found and, when it is bad, what to do. */
export function formatFinding({ name, ok, text, fix }: Finding): string {
  const line = `  ${ok ? "✓" : "✗"} ${name.padEnd(12)} ${text}`;
  return ok || fix === null ? line : `${line} → ${fix}`;
}

function workersFinding({ workers, version }: SystemView): Finding {
  const alive = workers.filter((worker) => worker.alive);
  const others = new Set(alive.map((worker) => worker.version).filter((one) => one !== version));
  if (alive.length === 0) {
    return finding("workers", false, "none was heard of in the last 30 s", "Start one: npm run worker.");
  }
  const mixed = others.size > 0 ? `, some of release ${[...others].join(", ")}` : "";
  return finding("workers", true, `${alive.length} alive${mixed}`, null);
}

/** An old backup is a warning in words, not a failure: other tools may make them. */
function backupFinding({ last_backup: backup }: SystemView, now: Date): Finding {
  if (!backup) return finding("backup", true, "none by npm run backup; other tools are not known here", null);
  const days = Math.floor((now.getTime() - Date.parse(backup.at)) / DAY_MS);
  const late = days > BACKUP_DAYS ? `, older than ${BACKUP_DAYS} days` : "";
  return finding("backup", true, `${backup.rows} rows ${days} days ago${late}`, null);
}

function finding(name: string, ok: boolean, text: string, fix: string | null): Finding {
  return { name, ok, text, fix };
}

function gib(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}
