/** Tells a database that cannot be reached, or gave up a statement, from everything else that may go wrong. */

/** SQLSTATE classes of faults that pass: connection, rolled back, out of resources, locked, stopped by an operator, system error. */
const PASSING_CLASSES = new Set(["08", "40", "53", "55", "57", "58"]);
const SOCKET_CODES = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN"]);
/** Prisma: cannot reach, timed out, closed, no connection in the pool, conflict, too many connections. */
const PRISMA_CODES = new Set(["P1000", "P1001", "P1002", "P1008", "P1017", "P2024", "P2034", "P2037"]);
const PG_MESSAGES = /connection terminated|connection timeout|trying to connect|client has encountered/i;

/** Text with a NUL character or half of a surrogate pair, as text and as JSON. */
const TEXT_CODES = new Set(["22021", "22P05"]);

/** Serialization failure, deadlock; Prisma's word for both. */
const CONFLICT_CODES = new Set(["40001", "40P01", "P2034"]);

/** Whether the work was rolled back because other work was in its way: nothing is wrong with it. */
export function isWriteConflict(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return CONFLICT_CODES.has(code) || isWriteConflict(error.cause);
}

/** Unique violation; Prisma's word for it. */
const DUPLICATE_CODES = new Set(["23505", "P2002"]);

/** Whether a row with the same unique value was there already: looked for before, it came in between. */
export function isDuplicate(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return DUPLICATE_CODES.has(code) || isDuplicate(error.cause);
}

/** Whether the database refused a text for its characters. The same work fails again. */
export function isUnstorableText(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (TEXT_CODES.has(code) || (code === "22P02" && error.message.endsWith("type json"))) return true;
  return isUnstorableText(error.cause);
}

/**
 * Whether the same work may succeed later because only the database was in the way. Looks through causes.
 * Codes: PostgreSQL manual, appendix A; Prisma error reference.
 */
export function isDatabaseFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (SOCKET_CODES.has(code) || PRISMA_CODES.has(code) || PG_MESSAGES.test(error.message)) return true;
  if (/^[0-9A-Z]{5}$/.test(code) && PASSING_CLASSES.has(code.slice(0, 2))) return true;
  return isDatabaseFault(error.cause);
}
