/** Taking one request at a receiver's address. */
import { inTransaction, pool, type SqlClient } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { answerAt, countsRequests } from "./answer.ts";
import { coverCredentials, storableBody, storablePath } from "./record.ts";
import { neededEntries, type Reply, reply } from "./reply.ts";
import { type ReceiverScript, receiverScriptSchema } from "./schema.ts";
import {
  findReceiverByToken,
  insertReceived,
  loadEntries,
  pruneEntries,
  pruneReceived,
  type ReceiverRow,
  saveEntries,
  takePosition,
} from "./store.ts";
import type { VendorRequest } from "./vendors/vendor.ts";
import { vendorOf } from "./vendors/vendors.ts";

export interface IncomingRequest {
  method: string;
  /** Under the receiver's address, with the query. */
  path: string;
  headers: Iterable<[string, string]>;
  body: Uint8Array;
}

const KEPT = 500;
const KEPT_ENTRIES = 2_000;
const PRUNE_EVERY = 50;
const NOTIFY_MS = 500;
const MAX_REMEMBERED = 1_000;

const recorded = new Map<string, number>();
const notified = new Map<string, number>();

/** Records the request and decides its answer. Null when nobody has that token. */
export async function receive(token: string, request: IncomingRequest, now: Date): Promise<Reply | null> {
  const receiver = await findReceiverByToken(token);
  if (!receiver) return null;
  const answer = await replyTo(receiver, request, now);
  await insertReceived(receiver.id, {
    id: newId(),
    received_at: now,
    method: request.method,
    path: storablePath(request.path),
    headers: coverCredentials(request.headers),
    body: storableBody(request.body),
    answered: answer.status,
  });
  await tidy(receiver.id);
  await tellScreens(receiver.workspace_id, now);
  return answer;
}

async function replyTo(receiver: ReceiverRow, incoming: IncomingRequest, now: Date): Promise<Reply> {
  const script: ReceiverScript = receiverScriptSchema.parse(receiver.script);
  const vendor = vendorOf(receiver.vendor);
  const request = vendorRequest(incoming, now);
  const needed = neededEntries(request, script, vendor);
  const answer = async (sql: SqlClient) => {
    // Taking the position locks the row: requests that change what is remembered come one after the other.
    const position =
      countsRequests(script) || vendor || needed.length > 0 ? await takePosition(sql, receiver.id) : 0;
    const entries = needed.length > 0 ? await loadEntries(sql, receiver.id, needed) : {};
    const decided = reply(request, { script, scripted: answerAt(script, position), vendor }, entries);
    await saveEntries(sql, receiver.id, decided.writes, now);
    return decided.reply;
  };
  return vendor || needed.length > 0 ? inTransaction(answer) : answer(pool());
}

function vendorRequest(incoming: IncomingRequest, now: Date): VendorRequest {
  const [path = "", query = ""] = incoming.path.split(/\?(.*)/s);
  return {
    id: newId(),
    method: incoming.method,
    path,
    query: new URLSearchParams(query),
    headers: Object.fromEntries([...incoming.headers].map(([name, value]) => [name.toLowerCase(), value])),
    body: new TextDecoder().decode(incoming.body),
    now,
  };
}

/** Bounds the inbox now and then instead of with every request. */
async function tidy(receiverId: string): Promise<void> {
  const count = (recorded.get(receiverId) ?? 0) + 1;
  if (recorded.size > MAX_REMEMBERED) recorded.clear();
  recorded.set(receiverId, count % PRUNE_EVERY);
  if (count < PRUNE_EVERY) return;
  await pruneReceived(receiverId, KEPT);
  await pruneEntries(receiverId, KEPT_ENTRIES);
}

async function tellScreens(workspaceId: string, now: Date): Promise<void> {
  if (now.getTime() - (notified.get(workspaceId) ?? 0) < NOTIFY_MS) return;
  if (notified.size > MAX_REMEMBERED) notified.clear();
  notified.set(workspaceId, now.getTime());
  await notifyLive(pool(), workspaceId, ["receivers"]);
}
