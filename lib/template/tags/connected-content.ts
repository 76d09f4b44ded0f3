import {
  type Context,
  type Emitter,
  type Liquid,
  type Parser,
  Tag,
  type TagToken,
  type TopLevelToken,
} from "liquidjs";
import type { ConnectedContentRequest, ConnectedContentResponse } from "../connected-content.ts";
import { type EmitterKind, MASK, newEmitter } from "../emitters.ts";
import type { RenderContext } from "../render-context.ts";
import { RenderStopError } from "../render-errors.ts";
import type { Source } from "../secret-locals.ts";
import { readTextSections, type TextSection } from "./free-text-arguments.ts";

const OPTIONS = new Set([
  "",
  "method",
  "headers",
  "body",
  "content_type",
  "save",
  "cache_max_age",
  "no_cache",
  "retry",
]);
/** Elsewhere such a login is stored beside the templates; here it is a secret like any other. */
const BY_HEADER = 'give it as a header, :headers {"Authorization": "Basic {{ secrets.name }}"}';
const SECTION_LIMIT = 256 * 1024;

/** `{% connected_content URL :save name … %}`: asks another service while rendering. */
export class ConnectedContentTag extends Tag {
  readonly sections: TextSection[];
  readonly variable: string | null;

  constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, remaining, liquid);
    this.sections = readTextSections(token, liquid, parser);
    const stored = this.sections.find(({ name }) => name === "basic_auth" || name === "auth_credentials");
    if (stored !== undefined)
      throw new Error(`connected_content keeps no logins for :${stored.name}; ${BY_HEADER}`);
    const unknown = this.sections.find((section) => !OPTIONS.has(section.name));
    if (unknown !== undefined) throw new Error(`connected_content has no option :${unknown.name}`);
    if (this.sections[0]?.text === "") throw new Error("connected_content needs an address");
    const method = this.plain("method")?.toUpperCase() ?? "GET";
    if (method !== "GET" && method !== "POST")
      throw new Error("connected_content makes GET and POST requests only");
    this.variable = this.plain("save");
  }

  *localScope(): Generator<{ content: string }> {
    if (this.variable !== null) yield { content: this.variable };
  }

  *render(ctx: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    const context = ctx as RenderContext;
    const { printed } = context;
    const carried = new Set<Source>();
    context.printed = carried;
    const request: ConnectedContentRequest = {
      method: this.plain("method")?.toUpperCase() === "POST" ? "POST" : "GET",
      url: (yield this.text(ctx, "", "url")) as string,
      headers: parseHeaders((yield this.text(ctx, "headers", "json")) as string),
      body: (yield this.text(ctx, "body", this.isJson() ? "json" : "text")) as string | null,
      content_type: this.plain("content_type"),
      cache_max_age_seconds: toSeconds(this.plain("cache_max_age")),
      no_cache: this.plain("no_cache") !== null,
      retry: this.plain("retry") !== null,
    };
    context.printed = printed;
    const fetch = context.session.fetchConnectedContent;
    if (context.sync || fetch === undefined) {
      context.warn("connected_content.unavailable", this.variable ?? undefined);
      this.keep(context, emitter, null);
      return;
    }
    const names = [...carried].filter((source) => typeof source === "string");
    const response = (yield fetch(request, names, this)) as ConnectedContentResponse;
    const value = this.read(context, response);
    if (carried.size === 0 && response.echoes !== true) return this.keep(context, emitter, value);
    // The answer may repeat what was asked with.
    if (this.variable !== null) context.secretLocals.addEcho(this.variable);
    this.keep(context, emitter, context.masked && this.variable === null && value !== null ? MASK : value);
  }

  private read(context: RenderContext, response: ConnectedContentResponse): unknown {
    if (response.ok) return parseResponse(response.status_code, response.body);
    if ("unavailable" in response) {
      context.warn("connected_content.unavailable", this.variable ?? undefined);
      return null;
    }
    if (response.abort === true) {
      throw new RenderStopError("exhausted_cc_retries", "connected_content.failed", {
        detail: response.message,
      });
    }
    context.warn("connected_content.failed", this.variable ?? undefined, { detail: response.message });
    return null;
  }

  private keep(context: RenderContext, emitter: Emitter, value: unknown): void {
    if (this.variable !== null) (context.bottom() as Record<string, unknown>)[this.variable] = value;
    else if (value !== null) emitter.write(value);
  }

  private isJson(): boolean {
    return this.plain("content_type")?.includes("json") ?? false;
  }

  private plain(name: string): string | null {
    return this.sections.find((section) => section.name === name)?.text ?? null;
  }

  private text(ctx: Context, name: string, kind: EmitterKind): unknown {
    const section = this.sections.find((candidate) => candidate.name === name);
    if (section === undefined) return null;
    return this.liquid.renderer.renderTemplates(section.templates, ctx, newEmitter(kind, SECTION_LIMIT));
  }
}

function parseHeaders(text: string | null): Record<string, string> {
  if (text === null) return {};
  try {
    const parsed = JSON.parse(text) as Record<string, unknown>;
    return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, String(value)]));
  } catch {
    throw new RenderStopError("template_render_error", "connected_content.headers", {
      example: '{"Name": "value"}',
    });
  }
}

function toSeconds(text: string | null): number | null {
  const seconds = Number(text);
  return text === null || !Number.isFinite(seconds) ? null : seconds;
}

function parseResponse(statusCode: number, body: string): unknown {
  let parsed: unknown = body;
  try {
    parsed = JSON.parse(body);
  } catch {
    // Not JSON: the text itself is the value.
  }
  if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) {
    return { ...parsed, __http_status_code__: statusCode };
  }
  return statusCode >= 200 && statusCode < 300 ? parsed : null;
}
