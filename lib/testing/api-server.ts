/** The API over real HTTP without the web framework: the same route handlers, found by the same addresses. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll } from "vitest";
import type { Operation } from "#app/api/openapi/document.ts";
import { ROUTE_MODULES } from "#app/api/openapi/route-modules.ts";
import { ApiKeyInput } from "#lib/api-key/schema.ts";
import { createApiKey } from "#lib/api-key/service.ts";
import { flushRequests } from "#lib/api-log/service.ts";
import type { Context } from "#lib/platform/context.ts";
import type { ApiErrorItem } from "#lib/platform/errors.ts";

type Row = Record<string, unknown>;

/** What tests take out of answers to go on with, by the names the API gives it; matchers look at the rest. */
export interface AnswerBody extends Row {
  message: string;
  errors: ApiErrorItem[];
  name: string;
  status: string;
  token: string;
  secret: string;
  next_cursor: string | null;
  campaign_id: string;
  canvas_id: string;
  segment_id: string;
  content_block_id: string;
  list_id: string;
  secret_id: string;
  api_key_id: string;
  schedule_id: string;
  dispatch_id: string;
  bulk_id: string;
  accept_path: string;
  variations: { message_variation_id: string }[];
  results: { delivery_id: string; status: string; reason: string; line: number }[];
  problems: { code: string; field: string }[];
  campaigns: Row[];
  segments: Row[];
  hosts: Row[];
  deliveries: Row[];
  sends: { dispatch_id: string }[];
  requests: Row[];
  bulk: Row[];
  data: Row[];
  events: Row[];
  scheduled_broadcasts: Row[];
  paused_urls: { url_id: string }[];
  settings: Row;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** Undefined, whatever its type says, where the answer is no JSON. */
  body: AnswerBody;
}

export interface CallOptions {
  key?: string;
  body?: unknown;
  /** Instead of `body`, exactly these bytes. */
  raw?: BodyInit;
  headers?: Record<string, string>;
}

export type Call = (method: string, path: string, options?: CallOptions) => Promise<Answer>;

interface Route {
  pattern: RegExp;
  folder: string;
  module: Partial<Record<string, Operation["handler"]>>;
}

// Addresses in full stand before those with placeholders, as in the web framework.
const routes: Route[] = Object.entries(ROUTE_MODULES)
  .toSorted(([a], [b]) => (rank(a) < rank(b) ? -1 : 1))
  .map(([folder, module]) => ({
    folder,
    pattern: new RegExp(`^/api/v1${folder.replaceAll(".", "\\.").replaceAll(/\[(\w+)\]/g, "(?<$1>[^/]+)")}$`),
    module: module as Route["module"],
  }));

function rank(folder: string): string {
  return folder.replaceAll("[", "~");
}

/** Serves the API for the tests of this file and returns a way to call it. */
export function useApi(): Call & { origin: () => string } {
  const server = createServer((incoming, outgoing) => {
    answer(incoming).then(
      (response) => send(response, outgoing),
      (error: unknown) => outgoing.writeHead(599).end(String(error)),
    );
  });
  let origin = "";
  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await flushRequests();
  });
  const call: Call = async (method, path, { key, body, raw, headers = {} } = {}) => {
    const response = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: {
        ...(key ? { authorization: `Bearer ${key}` } : {}),
        "content-type": "application/json",
        ...headers,
      },
      body: raw ?? (body === undefined ? null : JSON.stringify(body)),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  };
  return Object.assign(call, { origin: () => origin });
}

/** A key of the workspace with the scopes, or with all. */
export async function keyOf(context: Context, scopes: string[] = ["*"]): Promise<string> {
  const { token } = await createApiKey(context, ApiKeyInput.parse({ name: "test", scopes }));
  return token;
}

async function answer(incoming: IncomingMessage): Promise<Response> {
  const url = new URL(incoming.url ?? "/", "http://127.0.0.1");
  const found = routes.find((route) => route.pattern.test(url.pathname));
  const handler = found?.module[incoming.method ?? "GET"];
  if (!found || !handler) return new Response(null, { status: found ? 405 : 404 });
  const params = Object.entries(found.pattern.exec(url.pathname)?.groups ?? {});
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const request = new Request(url, {
    method: incoming.method ?? "GET",
    headers: new Headers(incoming.headers as Record<string, string>),
    body: body.length > 0 ? new Uint8Array(body) : null,
  });
  return handler(request, {
    // As the web framework does it: without parameters there is no object.
    params: Promise.resolve(
      (params.length > 0
        ? Object.fromEntries(params.map(([name, value]) => [name, decoded(value)]))
        : undefined) as Record<string, string>,
    ),
  });
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function parsed(text: string): AnswerBody {
  try {
    return JSON.parse(text) as AnswerBody;
  } catch {
    return undefined as unknown as AnswerBody;
  }
}
