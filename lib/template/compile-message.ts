import { type ProblemText, problemText } from "#lib/i18n/problem-words.ts";
import { duplicateHeaders, headerNameProblem } from "#lib/webhook/header-rules.ts";
import type { FormPair, WebhookBody, WebhookMessage } from "#lib/webhook/schema.ts";
import { type CompiledTemplate, compileTemplate } from "./compile-template.ts";
import { compileJsonTree, type TreePart } from "./json-tree.ts";
import { DEFAULT_LIMITS, type RenderLimits } from "./limits.ts";
import type { SourcePosition } from "./render-result.ts";
import { positionAt } from "./source-position.ts";

export type CompiledHeader = { name: string; template: CompiledTemplate };
export type CompiledFormPair = { name: CompiledTemplate; value: CompiledTemplate };

export type CompiledBody =
  | { type: "none" }
  | { type: "json_text"; template: CompiledTemplate }
  | { type: "json_tree"; parts: TreePart[] }
  | { type: "form"; pairs: CompiledFormPair[] }
  | { type: "text"; template: CompiledTemplate; contentType: string };

export type CompileError = ProblemText & { code: string; field: string; position: SourcePosition };

/** A message whose templates are parsed. Keep one per version and render it any number of times. */
export type CompiledMessage = {
  readonly message: WebhookMessage;
  readonly limits: RenderLimits;
  /** Syntax errors and headers that cannot be sent; a message that has any never renders. */
  readonly errors: readonly CompileError[];
  /** True when rendering may have to wait for connected content. */
  readonly usesConnectedContent: boolean;
  /** True when a header reads the request, to sign it: then the body is rendered before the headers. */
  readonly signsRequest: boolean;
  readonly url: CompiledTemplate;
  readonly headers: readonly CompiledHeader[];
  readonly body: CompiledBody;
  /** Every template of the message, in the order they render. */
  readonly templates: readonly CompiledTemplate[];
};

/** Parses every template of the message once. Never throws: syntax errors are in `errors`. */
export function compileMessage(message: WebhookMessage, limits: Partial<RenderLimits> = {}): CompiledMessage {
  const allLimits = { ...DEFAULT_LIMITS, ...limits };
  const { parseLength } = allLimits;
  const url = compileTemplate(message.url, "webhook.url", "url", parseLength);
  const headers = Object.entries(message.headers).map(([name, value]) => ({
    name,
    template: compileTemplate(value, `webhook.headers.${name}`, "text", parseLength),
  }));
  const body: CompiledBody =
    message.method === "GET" ? { type: "none" } : compileBody(message.body, parseLength);
  const templates = [url, ...headers.map((header) => header.template), ...bodyTemplates(body)];
  return {
    message,
    limits: allLimits,
    url,
    headers,
    body,
    templates,
    errors: [...templates.flatMap(syntaxErrors), ...headerErrors(message)],
    usesConnectedContent: templates.some((template) => template.usesConnectedContent),
    signsRequest: headers.some(({ template }) =>
      template.uses.some(({ path }) => path === "request" || path.startsWith("request.")),
    ),
  };
}

function compileBody(body: WebhookBody, parseLength: number): CompiledBody {
  switch (body.type) {
    case "none":
      return { type: "none" };
    case "text":
      return {
        type: "text",
        template: compileTemplate(body.value, "webhook.body", "text", parseLength),
        contentType: body.content_type ?? "text/plain; charset=utf-8",
      };
    case "form":
      return { type: "form", pairs: compileForm(body.value, parseLength) };
    case "json":
      if (typeof body.value === "string") {
        return {
          type: "json_text",
          template: compileTemplate(body.value, "webhook.body", "json", parseLength),
        };
      }
      return { type: "json_tree", parts: compileJsonTree(body.value, "webhook.body.value", parseLength) };
  }
}

type FormValue = Extract<WebhookBody, { type: "form" }>["value"];

function compileForm(value: FormValue, parseLength: number): CompiledFormPair[] {
  return formPairs(value).map((pair, index) => {
    const field = `webhook.body.value.${Array.isArray(value) ? index : pair.name}`;
    return {
      name: compileTemplate(pair.name, field, "form", parseLength),
      value: compileTemplate(String(pair.value ?? ""), field, "form", parseLength),
    };
  });
}

/** A form as a list of pairs, whichever way it was written. */
export function formPairs(value: FormValue): FormPair[] {
  return Array.isArray(value) ? value : Object.entries(value).map(([name, item]) => ({ name, value: item }));
}

function bodyTemplates(body: CompiledBody): CompiledTemplate[] {
  switch (body.type) {
    case "none":
      return [];
    case "form":
      return body.pairs.flatMap((pair) => [pair.name, pair.value]);
    case "json_tree":
      return body.parts.flatMap((part) => (typeof part === "string" ? [] : [part.template]));
    default:
      return [body.template];
  }
}

function syntaxErrors({ field, source, problems }: CompiledTemplate): CompileError[] {
  return problems.map(({ offset, ...problem }) => ({
    ...problem,
    field,
    position: positionAt(source, offset),
  }));
}

function headerErrors(message: WebhookMessage): CompileError[] {
  const names = Object.keys(message.headers);
  const position = { line: 1, column: 1 };
  const twice = duplicateHeaders(names);
  const illegal = names.flatMap((name) => {
    const problem = twice.includes(name) ? null : headerNameProblem(name);
    return problem === null ? [] : [{ ...problem, field: `webhook.headers.${name}`, position }];
  });
  const repeated = twice.map((name) => ({
    code: "header.duplicate",
    field: `webhook.headers.${name}`,
    ...problemText("header.duplicate", { name: name.trim() }),
    position,
  }));
  return [...illegal, ...repeated];
}
