/** The API document, made from the options that the routes themselves check requests with. */
import { z } from "zod";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import type { RouteHandler, RouteOptions } from "#app/api/handle.ts";
import { DEFAULT_RATE_LIMIT } from "#app/api/rate-limit.ts";
import { wordsSchema } from "#lib/i18n/problem-words.ts";
import { ANSWERS } from "./answers.ts";
import { EXAMPLES } from "./examples.ts";
import { ROUTE_MODULES } from "./route-modules.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
type Method = (typeof METHODS)[number];

export interface Operation {
  method: Method;
  /** As the document writes it: `/campaigns/{campaign_id}/launch`. */
  path: string;
  options: RouteOptions;
  handler: RouteHandler<Record<string, string>>;
}

const errorSchema = z
  .object({
    message: z.string(),
    errors: z.array(
      z.object({
        code: z.string(),
        field: z.string().optional(),
        message: z.string(),
        hint: z.string().optional(),
        /** Message and hint apart from the language, where they have words. */
        words: wordsSchema.optional(),
      }),
    ),
    request_id: z.string(),
  })
  .meta({ id: "Error" });

const ERRORS: Readonly<Record<string, string>> = {
  400: "The syntax, or a send that cannot be made",
  401: "No API key, or one that is not valid",
  403: "The key lacks the scope, or is used from an address that is not allowed",
  404: "There is no such thing in this workspace",
  409: "The thing is in another state, or the Idempotency-Key was used with another body",
  412: "It was changed since the ETag in If-Match",
  413: "The body is too large",
  422: "A value breaks a rule; `field` names it",
  429: "Too many calls; wait as long as Retry-After says",
};

/** Every operation of the API. */
export function operations(): Operation[] {
  return Object.entries(ROUTE_MODULES).flatMap(([folder, module]) =>
    METHODS.flatMap((method) => {
      const handler = (module as Partial<Record<Method, Operation["handler"]>>)[method];
      if (!handler) return [];
      return [{ method, path: documentPath(folder), options: handler.options, handler }];
    }),
  );
}

/** The OpenAPI 3.1 document of the server at `origin`. */
export function openApiDocument(origin: string) {
  const paths: ZodOpenApiPathsObject = {};
  for (const operation of operations()) {
    paths[operation.path] ??= {};
    const item = paths[operation.path];
    if (item) item[operation.method.toLowerCase() as "get"] = describe(operation);
  }
  return createDocument(
    {
      openapi: "3.1.0",
      info: {
        title: "Signalbox API",
        version: "1.0.0",
        description:
          "Send events, trigger campaigns and read what became of every webhook. Calls are JSON with a key from " +
          "Developers → API keys. Every POST may carry an `Idempotency-Key`: the same key, caller and body get the first answer again for 24 hours. Uploads take none.",
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      servers: [{ url: `${origin}/api/v1` }],
      security: [{ apiKey: [] }],
      tags: tags(),
      components: { securitySchemes: { apiKey: { type: "http", scheme: "bearer" } } },
      paths,
    },
    { allowEmptySchema: { custom: true, transform: true, pipe: true } },
  );
}

function describe(operation: Operation): ZodOpenApiOperationObject {
  const { options, method } = operation;
  const name = `${method} ${operation.path}`;
  const example = EXAMPLES[name];
  const answer = ANSWERS[name];
  const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter ?? "");
  const path = z.object(Object.fromEntries(names.map((parameter) => [parameter, z.string()])));
  const query = queryOf(options);
  const headers = headersOf(operation);
  return {
    operationId: operationId(operation),
    summary: answer?.summary ?? summaryOf(operation),
    description: descriptionOf(options),
    tags: [tagOf(operation)],
    requestParams: {
      ...(names.length > 0 ? { path } : {}),
      ...(query ? { query } : {}),
      ...(headers ? { header: headers } : {}),
    },
    ...(options.body
      ? {
          requestBody: {
            required: method !== "POST" || example !== undefined,
            content: { "application/json": { schema: options.body, ...(example ? { example } : {}) } },
          },
        }
      : {}),
    ...(options.text || options.stream
      ? {
          requestBody: {
            required: true,
            content: { [options.text ?? options.stream ?? ""]: { schema: z.string() } },
          },
        }
      : {}),
    responses: {
      [answer?.status ?? "200"]: {
        description: "Done",
        content: { "application/json": { schema: answer?.schema ?? z.looseObject({}) } },
      },
      ...Object.fromEntries(
        errorsOf(operation).map(([status, text]) => [
          status,
          { description: text, content: { "application/json": { schema: errorSchema } } },
        ]),
      ),
    },
  };
}

const DRY_RUN = z.object({
  dry_run: z
    .stringbool()
    .optional()
    .meta({ description: "Checks the call as if it were done, and does nothing." }),
});

function queryOf({ query, dryRun }: RouteOptions): z.ZodObject | null {
  const own = query instanceof z.ZodObject ? query : null;
  if (!dryRun) return own;
  return own ? own.extend(DRY_RUN.shape) : DRY_RUN;
}

/** Whether a write can be bound to the state it was made from. What POST creates has no state before. */
function isBound({ method, options }: Operation): boolean {
  if (method === "GET") return false;
  return options.revised === true || (method !== "POST" && "current" in options);
}

const IDEMPOTENCY = z.object({ "Idempotency-Key": z.string().max(255).optional() });
const IF_MATCH = z.object({
  "If-Match": z.string().optional().meta({
    description: "ETag of the answer the change was made from; 412 when it was changed since.",
  }),
});

function headersOf(operation: Operation): z.ZodObject | null {
  const bound = isBound(operation);
  if (operation.options.stream !== undefined) return bound ? IF_MATCH : null;
  if (operation.method === "POST") return bound ? IDEMPOTENCY.extend(IF_MATCH.shape) : IDEMPOTENCY;
  return bound ? IF_MATCH : null;
}

/** The errors an operation can end with. */
function errorsOf(operation: Operation): [string, string][] {
  const { method } = operation;
  const never = new Set<string>();
  if (!isBound(operation)) never.add("412");
  if (method === "GET") for (const status of ["409", "413"]) never.add(status);
  return Object.entries(ERRORS).filter(([status]) => !never.has(status));
}

/** What engineers come for stands first. */
const FIRST_TAGS = ["Users", "Events", "Messages", "Campaigns", "Canvas", "Segments", "Deliveries", "Hosts"];

function tags(): { name: string }[] {
  const names = new Set(operations().map(tagOf));
  const first = FIRST_TAGS.filter((name) => names.has(name));
  return [...new Set([...first, ...names])].map((name) => ({ name }));
}

function descriptionOf(options: RouteOptions): string {
  const { limit, windowSeconds } = options.rateLimit ?? DEFAULT_RATE_LIMIT;
  const scope = options.scope === null ? "Any key may call this." : `Scope: \`${options.scope}\`.`;
  return `${scope} At most ${limit.toLocaleString("en")} calls in ${windowSeconds} s.`;
}

function documentPath(folder: string): string {
  return folder.replaceAll(/\[(\w+)\]/g, (_, name: string) => `{${snake(name)}}`);
}

function operationId({ method, path }: Operation): string {
  return `${method.toLowerCase()}${path.replaceAll(/[^a-z0-9]+/gi, "_").replace(/_$/, "")}`;
}

function tagOf({ path }: Operation): string {
  const [, first = ""] = path.split("/");
  return sentence(first);
}

const VERBS: Readonly<Record<Method, string>> = {
  GET: "Read",
  POST: "Create in",
  PUT: "Set",
  PATCH: "Change",
  DELETE: "Delete",
};

/** "Campaigns: launch" says enough where nobody wrote a sentence. */
function summaryOf({ method, path }: Operation): string {
  const words = path.split("/").filter((part) => part !== "" && !part.startsWith("{"));
  const last = words.at(-1) ?? "";
  if (method === "POST" && words.length > 1) return sentence(`${words.slice(0, -1).join(" ")}: ${last}`);
  return sentence(`${VERBS[method]} ${words.join(" ")}${path.endsWith("}") ? " by id" : ""}`);
}

function sentence(text: string): string {
  const spaced = text.replaceAll(/[_/]/g, " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
