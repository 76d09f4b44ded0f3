/** Use cases around lists of people. */
import type { Context } from "#lib/platform/context.ts";
import { inTransaction, type SqlClient } from "#lib/platform/db.ts";
import { type AppError, conflict, notFound } from "#lib/platform/errors.ts";
import { isId, newId } from "#lib/platform/id.ts";
import { onceMore } from "#lib/platform/once-more.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import type { ListChange, ListInput, ListListItem, ListMembers, ListView } from "./list-schema.ts";
import { refuseUsed } from "./service.ts";
import {
  addToList,
  deleteListRow,
  findList,
  insertList,
  type ListRow,
  listRows,
  profileIdsOf,
  removeFromList,
  renameListRow,
} from "./store-lists.ts";
import { usesOf } from "./store-uses.ts";

export async function listLists(context: Context): Promise<{ lists: ListListItem[] }> {
  const [rows, uses] = await Promise.all([
    listRows(context.workspaceId),
    usesOf(context.workspaceId, "list"),
  ]);
  return { lists: rows.map((row) => ({ ...toView(row), used_in: uses.get(row.id) ?? [] })) };
}

/** The list of this workspace, or 404. */
export async function listOrThrow(context: Context, id: string): Promise<ListView> {
  const row = isId(id) ? await findList(context.workspaceId, id) : null;
  if (!row) throw notFound("list");
  return toView(row);
}

export async function createList(context: Context, { name }: ListInput): Promise<ListView> {
  const id = newId();
  await inTransaction(async (sql) => {
    if (!(await insertList(sql, context.workspaceId, { id, name, now: context.now }))) throw nameTaken(name);
    await recordAudit(
      context,
      { action: "list.created", subject: { type: "list", id }, after: { name } },
      sql,
    );
  });
  return listOrThrow(context, id);
}

export async function renameList(context: Context, id: string, { name }: ListInput): Promise<ListView> {
  const before = await listOrThrow(context, id);
  const written = async (sql: SqlClient) => {
    if (!(await renameListRow(sql, context.workspaceId, id, name))) throw nameTaken(name);
    const change = { before: { name: before.name }, after: { name } };
    await recordAudit(context, { action: "list.renamed", subject: { type: "list", id }, ...change }, sql);
  };
  await onceMore(() => inTransaction(written));
  return listOrThrow(context, id);
}

/** Refused while something that is not archived asks for the list. The people on it stay. */
export async function removeList(context: Context, id: string): Promise<void> {
  const list = await listOrThrow(context, id);
  refuseUsed("list", (await usesOf(context.workspaceId, "list")).get(id));
  await inTransaction(async (sql) => {
    await deleteListRow(sql, context.workspaceId, id);
    const before = { name: list.name, people: list.people_count };
    await recordAudit(context, { action: "list.deleted", subject: { type: "list", id }, before }, sql);
  });
}

/** Takes people off and puts people on, by external id. */
export async function changeListMembers(
  context: Context,
  id: string,
  change: ListMembers,
): Promise<ListChange> {
  await listOrThrow(context, id);
  const { workspaceId } = context;
  return inTransaction(async (sql) => {
    const removed = await removeFromList(sql, workspaceId, id, change.remove);
    const ids = await profileIdsOf(sql, workspaceId, change.add);
    const added = await addToList(sql, workspaceId, id, [...ids.values()]);
    const subject = { type: "list", id };
    await recordAudit(context, { action: "list.people_changed", subject, after: { added, removed } }, sql);
    return { added, removed, unknown: change.add.filter((externalId) => !ids.has(externalId)) };
  });
}

/** Puts people on a list within the caller's transaction. */
export async function putOnList(
  sql: SqlClient,
  workspaceId: string,
  listId: string,
  profileIds: readonly string[],
): Promise<void> {
  if (profileIds.length > 0) await addToList(sql, workspaceId, listId, profileIds);
}

function nameTaken(name: string): AppError {
  return conflict("list_name_taken", `There is already a list named "${name}".`, "Choose another name.");
}

function toView(row: ListRow): ListView {
  return {
    list_id: row.id,
    name: row.name,
    people_count: row.people_count,
    created_at: row.created_at.toISOString(),
  };
}
