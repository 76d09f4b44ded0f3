/** Keeping receivers and looking at what they got. */
import { randomBytes } from "node:crypto";
import type { z } from "zod";
import { keysOf } from "#lib/delivery/service-signing.ts";
import { signedHeaders } from "#lib/delivery/sign.ts";
import { hostSigning } from "#lib/host/service-signing.ts";
import type { Context } from "#lib/platform/context.ts";
import { decodeTimeCursor, encodeCursor } from "#lib/platform/cursor.ts";
import { inTransaction, pool } from "#lib/platform/db.ts";
import { origin } from "#lib/platform/env.ts";
import { conflict, notFound } from "#lib/platform/errors.ts";
import { isId, newId } from "#lib/platform/id.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { onceMore } from "#lib/platform/once-more.ts";
import { recordAudit } from "#lib/workspace/service-audit.ts";
import { wasCut } from "./record.ts";
import {
  type createReceiverSchema,
  type listRequestsQuerySchema,
  type patchReceiverSchema,
  type ReceivedPage,
  type ReceivedRequestView,
  type ReceiverState,
  type ReceiverView,
  receiverScriptSchema,
  type SignatureState,
} from "./schema.ts";
import {
  type CountedReceiverRow,
  clearReceived,
  deleteReceiver,
  findReceiver,
  insertReceiver,
  listEntries,
  listReceivedRows,
  listReceiverRows,
  type ReceivedRow,
  saveEntries,
  updateReceiver,
} from "./store.ts";
import type { Entries } from "./vendors/vendor.ts";
import type { VendorId } from "./vendors/vendor-ids.ts";

const DEFAULT_NAME = "Echo inbox";
const TOKEN_BYTES = 24;
const SHOWN_ENTRIES = 200;

/** The receivers of the workspace. The first look creates an inbox, so that there is always one to try. */
export async function listReceivers(context: Context): Promise<ReceiverView[]> {
  let rows = await listReceiverRows(context.workspaceId);
  if (rows.length === 0) {
    await insertReceiver(pool(), newRow(context, DEFAULT_NAME, {}, null));
    rows = await listReceiverRows(context.workspaceId);
  }
  return rows.map(toView);
}

export async function getReceiver(context: Context, id: string): Promise<ReceiverView> {
  return toView(await load(context, id));
}

export async function createReceiver(
  context: Context,
  body: z.output<typeof createReceiverSchema>,
): Promise<ReceiverView> {
  const row = newRow(context, body.name, body.script ?? {}, body.vendor);
  await inTransaction(async (sql) => {
    if (!(await insertReceiver(sql, row))) throw nameTaken(body.name);
    await recordAudit(
      context,
      { action: "receiver.created", subject: { type: "receiver", id: row.id } },
      sql,
    );
  });
  return getReceiver(context, row.id);
}

/** Renames it or gives it another script, which starts at its first answer. */
export async function patchReceiver(
  context: Context,
  id: string,
  body: z.output<typeof patchReceiverSchema>,
): Promise<ReceiverView> {
  await load(context, id);
  const change = { name: body.name ?? null, script: body.script ?? null };
  const renamed = await onceMore(() => updateReceiver(context.workspaceId, id, change));
  if (!renamed) throw nameTaken(body.name ?? "");
  return getReceiver(context, id);
}

export async function removeReceiver(context: Context, id: string): Promise<void> {
  await load(context, id);
  await deleteReceiver(context.workspaceId, id);
  await recordAudit(context, { action: "receiver.deleted", subject: { type: "receiver", id } });
}

/** Puts something into what a receiver remembers, as if a request had done it. */
export async function remember(context: Context, id: string, entries: Entries): Promise<void> {
  await load(context, id);
  await saveEntries(pool(), id, entries, context.now);
  await notifyLive(pool(), context.workspaceId, ["receivers"]);
}

/** Empties the inbox and starts the script again. */
export async function clearReceiver(context: Context, id: string): Promise<ReceiverView> {
  await load(context, id);
  await inTransaction((sql) => clearReceived(sql, id));
  return getReceiver(context, id);
}

/** What it got, newest first. */
export async function listReceived(
  context: Context,
  id: string,
  query: z.output<typeof listRequestsQuerySchema>,
): Promise<ReceivedPage> {
  await load(context, id);
  const signing = await hostSigning(context.workspaceId, new URL(origin()).host);
  const after = query.cursor ? decodeTimeCursor(query.cursor) : null;
  const rows = await listReceivedRows(id, {
    limit: query.limit + 1,
    after: after && { receivedAt: after.at, id: after.id },
  });
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    requests: await Promise.all(page.map((row) => toReceived(context.workspaceId, signing, row))),
    next_cursor:
      rows.length > query.limit && last ? encodeCursor([last.received_at.toISOString(), last.id]) : null,
  };
}

/** What it remembers: balances, keys seen, records. */
export async function receiverState(context: Context, id: string): Promise<ReceiverState> {
  await load(context, id);
  const entries = await listEntries(id, SHOWN_ENTRIES);
  return { entries: entries.map((entry) => ({ ...entry, updated_at: entry.updated_at.toISOString() })) };
}

async function load(context: Context, id: string): Promise<CountedReceiverRow> {
  const row = isId(id) ? await findReceiver(context.workspaceId, id) : null;
  if (!row) throw notFound("receiver");
  return row;
}

function newRow(context: Context, name: string, script: unknown, vendor: VendorId | null) {
  return {
    id: newId(),
    workspace_id: context.workspaceId,
    name,
    token: randomBytes(TOKEN_BYTES).toString("base64url"),
    script,
    vendor,
    now: context.now,
  };
}

function nameTaken(name: string): Error {
  return conflict(
    "receiver_name_taken",
    `There is a receiver called "${name}" already.`,
    "Choose another name.",
  );
}

function toView(row: CountedReceiverRow): ReceiverView {
  return {
    receiver_id: row.id,
    name: row.name,
    url: `${origin()}/receive/${row.token}`,
    vendor: row.vendor,
    script: receiverScriptSchema.parse(row.script),
    position: row.position,
    requests_count: row.requests_count,
    last_received_at: row.last_received_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
  };
}

async function toReceived(
  workspaceId: string,
  signing: unknown,
  row: ReceivedRow,
): Promise<ReceivedRequestView> {
  return {
    request_id: row.id,
    received_at: row.received_at.toISOString(),
    method: row.method,
    path: row.path,
    headers: row.headers,
    body: row.body,
    body_truncated: wasCut(row.body, row.headers),
    status_code: row.answered,
    signature: await signatureOf(workspaceId, signing, row),
  };
}

/** Signs what arrived as the sender did with the keys of that moment, and compares. */
async function signatureOf(
  workspaceId: string,
  signing: unknown,
  { headers, body, received_at: at }: ReceivedRow,
): Promise<SignatureState> {
  const given = headers["webhook-signature"];
  const id = headers["webhook-id"];
  const seconds = Number(headers["webhook-timestamp"]);
  if (given === undefined || id === undefined || !Number.isFinite(seconds)) return "missing";
  if (wasCut(body, headers)) return "unknown";
  const expected = signedHeaders({
    id,
    body,
    now: new Date(seconds * 1000),
    keys: await keysOf(workspaceId, signing, at),
    userAgent: "",
  }).at(-1);
  const signatures = new Set(given.split(" "));
  return expected?.split(" ").some((one) => signatures.has(one)) ? "valid" : "invalid";
}
