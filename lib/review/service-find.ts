import type { Context } from "#lib/platform/context.ts";
import type { PrismaTx } from "#lib/platform/db.ts";
import { notFound } from "#lib/platform/errors.ts";
import { isId } from "#lib/platform/id.ts";
import { findReview, type ReviewRow } from "./store.ts";

/** The review of this workspace, or 404. */
export async function reviewOrThrow(context: Context, id: string, tx?: PrismaTx): Promise<ReviewRow> {
  const row = isId(id) ? await findReview(context.workspaceId, id, tx) : null;
  if (!row) throw notFound("review");
  return row;
}
