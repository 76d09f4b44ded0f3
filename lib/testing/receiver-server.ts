/** The built-in receivers on a real socket, as the web half serves them. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { LOOP_HEADER, loopDepth } from "#lib/event/loop-guard.ts";
import { receive } from "#lib/receiver/service-receive.ts";

export interface ReceiverServer {
  origin: string;
  close(): Promise<void>;
}

type OnTrack = (body: string, loopDepth: number) => Promise<unknown>;

const PREFIX = /^\/receive\/([^/?]+)/;

/** `onTrack` takes what is posted to our own `/users/track`. */
export async function startReceiverServer(onTrack?: OnTrack): Promise<ReceiverServer> {
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing, onTrack));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  onTrack: OnTrack | undefined,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = incoming.url ?? "";
  if (onTrack && url === "/api/v1/users/track") {
    const depth = loopDepth(String(incoming.headers[LOOP_HEADER] ?? "0"));
    return void outgoing
      .writeHead(201)
      .end(JSON.stringify(await onTrack(Buffer.concat(chunks).toString(), depth)));
  }
  const request = {
    method: incoming.method ?? "",
    path: url.replace(PREFIX, "") || "/",
    headers: Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]),
    body: Buffer.concat(chunks),
  };
  const reply = await receive(PREFIX.exec(url)?.[1] ?? "", request, new Date());
  if (!reply) return void outgoing.writeHead(404).end();
  if (reply.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, reply.delayMs));
  if (reply.drop) return void incoming.socket.resetAndDestroy();
  outgoing.writeHead(reply.status, reply.headers).end(reply.body);
}
