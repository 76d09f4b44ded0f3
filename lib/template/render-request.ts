// Template + data → the exact HTTP request, or why there is none.

import { problemText } from "#lib/i18n/problem-words.ts";
import { headerTotalProblem, headerValueProblem } from "#lib/webhook/header-rules.ts";
import type { CompiledHeader, CompiledMessage } from "./compile-message.ts";
import { compileBlock } from "./compile-template.ts";
import type { ConnectedContentResponse, FetchConnectedContent } from "./connected-content.ts";
import { MASK, UrlEmitter } from "./emitters.ts";
import { emptySegmentAt, finishUrl } from "./finish-url.ts";
import { type RenderedBody, renderBody } from "./render-body.ts";
import type { RenderSession } from "./render-context.ts";
import type { RenderData } from "./render-data.ts";
import { type Failure, failure, failureOf } from "./render-failure.ts";
import { FieldRenderer, type Rendering } from "./render-fields.ts";
import type { RenderedRequest, RenderResult } from "./render-result.ts";
import { write, writeSync } from "./render-template.ts";
import { positionAt } from "./source-position.ts";

export type RenderOptions = {
  /** Performs `connected_content`; absent means the variable is null and a warning says so. */
  fetchConnectedContent?: FetchConnectedContent | undefined;
  /** Show `••••` wherever a secret would appear. Conditions and filters do not see it either. */
  maskSecrets?: boolean | undefined;
  /** Show `••••` also wherever a value of a person, an event or a call would appear. Conditions still see the values. */
  maskPersonal?: boolean | undefined;
  /** Collects the ids of the branches this render took; see `listBranches`. */
  branches?: Set<string> | undefined;
};

/** Renders without waiting: a message with `connected_content` gets null for it. */
export function renderRequestSync(
  compiled: CompiledMessage,
  data: RenderData,
  options: RenderOptions = {},
): RenderResult {
  const run = start(compiled, data, options, true);
  try {
    for (let step = run.steps.next(); ; step = run.steps.next()) {
      if (step.done === true) return run.finish(step.value);
      writeSync(step.value.template, step.value.ctx, step.value.emitter);
    }
  } catch (thrown) {
    return run.fail(thrown);
  }
}

/** Renders the message for the data; waits only when the message uses `connected_content`. */
export async function renderRequest(
  compiled: CompiledMessage,
  data: RenderData,
  options: RenderOptions = {},
): Promise<RenderResult> {
  if (!mayFetch(compiled, data)) return renderRequestSync(compiled, data, options);
  const run = start(compiled, data, options, false);
  try {
    for (let step = run.steps.next(); ; step = run.steps.next()) {
      if (step.done === true) return run.finish(step.value);
      await write(step.value.template, step.value.ctx, step.value.emitter);
    }
  } catch (thrown) {
    return run.fail(thrown);
  }
}

/**
 * Renders the real request and the one to show. Connected content is called for the real one alone: with masked secrets it
 * would be another call, which nobody must get and which would not be answered alike.
 */
export async function renderWithMask(
  compiled: CompiledMessage,
  data: RenderData,
  options: Omit<RenderOptions, "maskSecrets"> = {},
): Promise<{ real: RenderResult; masked: RenderResult }> {
  const { fetch, again } = recorder(options.fetchConnectedContent);
  const real = await renderRequest(compiled, data, { ...options, fetchConnectedContent: fetch });
  const masked = await renderRequest(compiled, data, {
    ...options,
    fetchConnectedContent: again,
    maskSecrets: true,
  });
  return { real, masked };
}

/**
 * Calls each different request once; `again` gives each place of the template the same answers in the same order, without a
 * call. Not all places in one order: with secrets hidden, conditions may lead past some of them.
 */
function recorder(call: FetchConnectedContent | undefined): {
  fetch: FetchConnectedContent | undefined;
  again: FetchConnectedContent | undefined;
} {
  if (call === undefined) return { fetch: undefined, again: undefined };
  const byRequest = new Map<string, Promise<ConnectedContentResponse>>();
  const byTag = new Map<object, { answer: Promise<ConnectedContentResponse>; echoes: boolean }[]>();
  return {
    fetch(request, secrets, tag) {
      const key = JSON.stringify(request);
      const answer = byRequest.get(key) ?? call(request, secrets, tag);
      byRequest.set(key, answer);
      byTag.set(tag, [...(byTag.get(tag) ?? []), { answer, echoes: secrets.length > 0 }]);
      return answer;
    },
    async again(_request, _secrets, tag) {
      const known = byTag.get(tag)?.shift();
      if (!known) return { ok: false, message: "the real request did not ask for this" };
      return { ...(await known.answer), echoes: known.echoes };
    },
  };
}

/** Whether rendering may have to wait for connected content. */
export function mayFetch(
  compiled: CompiledMessage,
  { content_blocks: blocks }: Pick<RenderData, "content_blocks">,
): boolean {
  if (compiled.usesConnectedContent) return true;
  if (compiled.templates.every((template) => template.blocks.size === 0)) return false;
  return Object.values(blocks).some((source) => compileBlock(source, "text").usesConnectedContent);
}

type Outcome = { ok: true; request: RenderedRequest } | { ok: false; failure: Failure };

type Run = {
  steps: Rendering<Outcome>;
  finish: (outcome: Outcome) => RenderResult;
  fail: (thrown: unknown) => RenderResult;
};

function start(compiled: CompiledMessage, data: RenderData, options: RenderOptions, sync: boolean): Run {
  const masked = options.maskSecrets === true || options.maskPersonal === true;
  const session: RenderSession = {
    data: masked ? { ...data, secrets: withoutValues(data.secrets) } : data,
    limits: compiled.limits,
    warnings: [],
    extras: {},
    branches: options.branches,
    fetchConnectedContent: options.fetchConnectedContent,
    uuidCount: 0,
    maskPersonal: options.maskPersonal === true,
  };
  const fields = new FieldRenderer({ session, masked, sync });
  const finish = (outcome: Outcome): RenderResult => {
    const { warnings, extras } = session;
    if (outcome.ok) return { ok: true, request: outcome.request, warnings, extras };
    return { ok: false, ...outcome.failure, warnings, extras };
  };
  return {
    steps: renderMessage(compiled, fields),
    finish,
    fail: (thrown) =>
      finish({ ok: false, failure: failureOf(thrown, fields.template ?? compiled.url, fields.ctx) }),
  };
}

/** What nobody may see is not even compared with: a condition would tell it, one letter at a time. */
function withoutValues(secrets: RenderData["secrets"]): RenderData["secrets"] {
  return Object.fromEntries(Object.keys(secrets).map((name) => [name, MASK]));
}

function* renderMessage(compiled: CompiledMessage, fields: FieldRenderer): Rendering<Outcome> {
  const [error] = compiled.errors;
  if (error !== undefined) {
    const reason = error.code.startsWith("header.") ? "invalid_header" : "template_parse_error";
    return { ok: false, failure: failure(reason, error.field, error, error.position) };
  }
  const url = yield* renderUrl(compiled, fields);
  if (!url.ok) return url;
  const early = compiled.signsRequest ? yield* bodyOf(compiled, fields) : null;
  if (early?.ok === false) return early;
  if (early) fields.offerRequest({ method: compiled.message.method, url: url.url, body: early.body ?? "" });
  const headers = yield* renderHeaders(compiled.headers, fields);
  if (!headers.ok) return headers;
  const body = early ?? (yield* bodyOf(compiled, fields));
  if (!body.ok) return body;
  const all = withContentType(headers.headers, body.contentType);
  const problem = headerTotalProblem(all);
  if (problem !== null) return { ok: false, failure: failure("invalid_header", "webhook.headers", problem) };
  return {
    ok: true,
    request: { method: compiled.message.method, url: url.url, host: url.host, headers: all, body: body.body },
  };
}

function bodyOf(compiled: CompiledMessage, fields: FieldRenderer): Rendering<RenderedBody> {
  return renderBody(compiled.body, fields, compiled.limits.bodyBytes);
}

type UrlOutcome = { ok: true; url: string; host: string } | { ok: false; failure: Failure };

function* renderUrl(compiled: CompiledMessage, fields: FieldRenderer): Rendering<UrlOutcome> {
  const { url: template, limits } = compiled;
  const emitter = yield* fields.emitted(template, limits.urlBytes);
  if (emitter instanceof UrlEmitter && emitter.emptyAt.length > 0) {
    const empty = emptySegmentAt(emitter.buffer, emitter.emptyAt);
    if (empty !== null)
      return { ok: false, failure: emptySegment(template.source, template.sourceOffset(empty.source)) };
  }
  const finished = finishUrl(emitter.buffer, limits.urlBytes, fields.masked);
  if (finished.ok) return finished;
  return { ok: false, failure: failure(finished.reason, template.field, finished, { line: 1, column: 1 }) };
}

function emptySegment(source: string, offset: number): Failure {
  const before = /\/[^/}\s]{0,40}\/$/.exec(source.slice(0, offset))?.[0] ?? "/";
  const output = /^\{\{[^\n]{0,80}?\}\}\}?/.exec(source.slice(offset))?.[0] ?? "The value there";
  const text = problemText("url.empty_segment.value", { before, output });
  const place = positionAt(source, offset);
  return failure("invalid_url", "webhook.url", { code: "url.empty_segment", ...text }, place);
}

type HeadersOutcome = { ok: true; headers: [string, string][] } | { ok: false; failure: Failure };

/** Generous, so that a value that is too long gets the words for headers. */
const HEADER_OUTPUT_LIMIT = 64 * 1024;

function* renderHeaders(
  headers: readonly CompiledHeader[],
  fields: FieldRenderer,
): Rendering<HeadersOutcome> {
  const rendered: [string, string][] = [];
  for (const { name, template } of headers) {
    const value = (yield* fields.text(template, HEADER_OUTPUT_LIMIT)).trim();
    const problem = headerValueProblem(name, fields.masked ? value.replaceAll(MASK, "") : value);
    if (problem !== null)
      return {
        ok: false,
        failure: failure("invalid_header", template.field, problem, { line: 1, column: 1 }),
      };
    rendered.push([name, value]);
  }
  return { ok: true, headers: rendered };
}

function withContentType(headers: [string, string][], contentType: string | null): [string, string][] {
  if (contentType === null || headers.some(([name]) => name.toLowerCase() === "content-type")) return headers;
  return [["Content-Type", contentType], ...headers];
}
