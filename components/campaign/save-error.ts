/** What a save that did not work means for the next one. Pure. */
import { ApiError } from "#components/api-client.ts";

export interface Conflict {
  kind: "conflict";
  by: string;
  at: string;
  revision: number;
}

/** Set when somebody else saved meanwhile, so that the author has to choose. */
export function conflictOf(error: unknown): Conflict | null {
  if (!(error instanceof ApiError) || (error.status !== 412 && error.status !== 409)) return null;
  const { saved_by: by, saved_at: at, revision } = error.details;
  if (typeof revision !== "number") return null;
  return { kind: "conflict", by: String(by ?? ""), at: String(at ?? new Date().toISOString()), revision };
}

/** Whether the same save may work later: no answer, an ended session, a server that is busy or broken. */
export function mayWorkLater(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.status === 0 || error.status >= 500 || [401, 408, 429].includes(error.status);
}
