/** The other side of Messenger, played: somebody writes to the page, and Messenger tells our inbound endpoint. */
import { createHmac } from "node:crypto";
import type { Context } from "#lib/platform/context.ts";
import { open } from "#lib/platform/crypto.ts";
import { conflict } from "#lib/platform/errors.ts";
import { newId } from "#lib/platform/id.ts";
import { getReceiver, remember } from "#lib/receiver/service.ts";
import type { WriteToPage, WrittenToPage } from "./schema.ts";
import { endpointOrThrow } from "./service.ts";
import { receiveInbound } from "./service-receive.ts";

const PAGE = "page-1";

/** Signed and worded as Messenger does it. From then on the stand-in lets the person be answered for a day. */
export async function writeToPage(
  context: Context,
  receiverId: string,
  { person, text, inbound_id }: WriteToPage,
): Promise<WrittenToPage> {
  const receiver = await getReceiver(context, receiverId);
  if (receiver.vendor !== "messenger") {
    throw conflict(
      "not_messenger",
      "This receiver does not play Messenger.",
      "Choose one that behaves like Messenger.",
    );
  }
  const endpoint = await endpointOrThrow(context, inbound_id);
  if (endpoint.scheme !== "messenger" || endpoint.sealed_secret === null) {
    throw conflict(
      "not_messenger",
      "This endpoint does not take calls of Messenger.",
      "Choose an inbound endpoint whose signature is that of Messenger.",
    );
  }
  const messageId = `m_${newId()}`;
  const time = context.now.getTime();
  const message = { mid: messageId, text };
  const messaging = [{ sender: { id: person }, recipient: { id: PAGE }, timestamp: time, message }];
  const body = Buffer.from(JSON.stringify({ object: "page", entry: [{ id: PAGE, time, messaging }] }));
  const signature = createHmac("sha256", open(endpoint.sealed_secret)).update(body).digest("hex");
  const headers = new Headers({
    "content-type": "application/json",
    "user-agent": "facebookexternalua",
    "x-hub-signature-256": `sha256=${signature}`,
  });
  await remember(context, receiverId, {
    [`window:${person}`]: { last_message_at: context.now.toISOString() },
  });
  const outcome = await receiveInbound(endpoint.token, { headers, body }, context.now);
  return {
    message_id: messageId,
    outcome: outcome === "unknown" || outcome === "forged" ? "rejected" : outcome,
  };
}
