import { type Logger, pino } from "pino";

let current: Logger | undefined;

/** The process logger: one JSON line per fact. Fields that may carry secrets are redacted by path. */
export function log(): Logger {
  current ??= pino({
    // Read directly: the log must work before (and when) the settings turn out to be unusable.
    // biome-ignore lint/style/noProcessEnv: see above
    level: process.env.LOG_LEVEL ?? "info",
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        "*.authorization",
        "*.Authorization",
        "*.cookie",
        "*.password",
        "*.secret",
        "*.token",
        "authorization",
        "password",
      ],
      censor: "••••",
    },
  });
  return current;
}
