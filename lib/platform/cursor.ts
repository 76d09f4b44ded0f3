import { AppError } from "./errors.ts";
import { isId } from "./id.ts";

/** An opaque cursor: the sort key of the last row of a page. */
export function encodeCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** The parts of a cursor that this server gave out. Throws 400 for anything else. */
export function decodeCursor(cursor: string, length: number): string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (Array.isArray(parts) && parts.length === length) return parts.map(String);
  } catch {
    // Falls through to the one answer for every kind of bad cursor.
  }
  throw foreignCursor();
}

/** As `decodeCursor`, for lists in the order of a moment and an id. */
export function decodeTimeCursor(cursor: string): { at: string; id: string } {
  const [at = "", id = ""] = decodeCursor(cursor, 2);
  const time = new Date(at);
  if (Number.isNaN(time.getTime()) || time.toISOString() !== at || !isId(id)) throw foreignCursor();
  return { at, id };
}

/** The error of a cursor that has the right shape and names no place. */
export function foreignCursor(): AppError {
  return new AppError("bad_request", "The cursor is not one this server gave out.", {
    errors: [
      {
        code: "invalid_cursor",
        field: "cursor",
        message: "The cursor is not one this server gave out.",
        hint: "Start again without a cursor.",
      },
    ],
  });
}
