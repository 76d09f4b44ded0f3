/** Taking one request at a receiver's address. */
import { pool } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { notifyLive } from "#lib/platform/live.ts";
import { answerAt, countsRequests } from "./answer.ts";
import { coverCredentials, storableBody, storablePath } from "./record.ts";
import { type ReceiverScript, receiverScriptSchema, type ScriptedAnswer } from "./schema.ts";
import { findReceiverByToken, insertReceived, pruneReceived, takePosition } from "./store.ts";

export interface IncomingRequest {
  method: string;
  /** Under the receiver's address, with the query. */
  path: string;
  headers: Iterable<[string, string]>;
  body: Uint8Array;
}

const KEPT = 500;
const PRUNE_EVERY = 50;
const NOTIFY_MS = 500;
const MAX_REMEMBERED = 1_000;

const recorded = new Map<string, number>();
const notified = new Map<string, number>();

/** Records the request and decides its answer. Null when nobody has that token. */
export async function receive(
  token: string,
  request: IncomingRequest,
  now: Date,
): Promise<ScriptedAnswer | null> {
  const receiver = await findReceiverByToken(token);
  if (!receiver) return null;
  const script: ReceiverScript = receiverScriptSchema.parse(receiver.script);
  const answer = answerAt(script, countsRequests(script) ? await takePosition(receiver.id) : 0);
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

/** Bounds the inbox now and then instead of with every request. */
async function tidy(receiverId: string): Promise<void> {
  const count = (recorded.get(receiverId) ?? 0) + 1;
  if (recorded.size > MAX_REMEMBERED) recorded.clear();
  recorded.set(receiverId, count % PRUNE_EVERY);
  if (count >= PRUNE_EVERY) await pruneReceived(receiverId, KEPT);
}

async function tellScreens(workspaceId: string, now: Date): Promise<void> {
  if (now.getTime() - (notified.get(workspaceId) ?? 0) < NOTIFY_MS) return;
  if (notified.size > MAX_REMEMBERED) notified.clear();
  notified.set(workspaceId, now.getTime());
  await notifyLive(pool(), workspaceId, ["receivers"]);
}
