// Switches a body between fields, JSON text, form, text and none, and says what the switch would lose.

import { type ProblemText, problemText, type Words } from "#lib/i18n/problem-words.ts";
import type { JsonValue } from "#lib/webhook/json-value.ts";
import type { FormPair, WebhookBody } from "#lib/webhook/schema.ts";
import { lostByParsing } from "./json-fidelity.ts";
import { fromJsonTemplate, toJsonTemplate } from "./json-template.ts";
import { distinctWords, lostWords } from "./lost-words.ts";

/** `fields` is the JSON tree, `json` the JSON text. */
export type BodyMode = "fields" | "json" | "form" | "text" | "none";

export type BodyConversion =
  | { ok: true; body: WebhookBody; lost: Words[] }
  | ({ ok: false; line?: number | undefined; column?: number | undefined } & ProblemText);

/** The mode a body is in. */
export function bodyMode(body: WebhookBody): BodyMode {
  if (body.type !== "json") return body.type;
  return typeof body.value === "string" ? "json" : "fields";
}

/** The body in another mode. `lost` lists in words what does not survive; empty means switching back gives the same. */
export function convertBody(body: WebhookBody, to: BodyMode): BodyConversion {
  const from = bodyMode(body);
  if (from === to) return { ok: true, body, lost: [] };
  if (to === "none") return done({ type: "none" }, [lostWords("body")]);
  switch (body.type) {
    case "none":
      return done(emptyBody(to), []);
    case "form":
      return fromForm(formPairs(body.value), to);
    case "text":
      return fromText(body.value, body.content_type, to);
    case "json":
      return typeof body.value === "string" ? fromJsonText(body.value, to) : fromTree(body.value, to);
  }
}

function emptyBody(to: Exclude<BodyMode, "none">): WebhookBody {
  const empty = {
    fields: { type: "json", value: {} },
    json: { type: "json", value: "{}" },
    form: { type: "form", value: [] },
    text: { type: "text", value: "" },
  } as const;
  const body = empty[to];
  return body.type === "form" ? { type: "form", value: [] } : body;
}

function fromTree(tree: Exclude<JsonValue, string>, to: BodyMode): BodyConversion {
  if (to === "json") return done({ type: "json", value: toJsonTemplate(tree) }, []);
  if (to === "text") {
    return done({ type: "text", value: toJsonTemplate(tree), content_type: "application/json" }, [
      lostWords("json_escaping"),
    ]);
  }
  return treeToForm(tree);
}

function fromJsonText(text: string, to: BodyMode): BodyConversion {
  if (to === "text")
    return done({ type: "text", value: text, content_type: "application/json" }, [
      lostWords("json_escaping"),
    ]);
  const parsed = fromJsonTemplate(text);
  if (!parsed.ok) return parsed;
  if (to === "fields") {
    if (typeof parsed.tree === "string") return { ok: false, ...problemText("convert.single_text") };
    return done({ type: "json", value: parsed.tree }, lostByParsing(parsed.plainText));
  }
  const form = treeToForm(parsed.tree);
  return form.ok ? done(form.body, [...lostByParsing(parsed.plainText), ...form.lost]) : form;
}

function fromText(text: string, contentType: string | undefined, to: BodyMode): BodyConversion {
  const lost =
    contentType === undefined || /json|form-urlencoded/i.test(contentType)
      ? []
      : [lostWords("content_type", { type: contentType })];
  if (to === "form") {
    const pairs = parseFormText(text);
    if (pairs === null) return { ok: false, ...problemText("convert.no_pairs") };
    return done({ type: "form", value: pairs }, lost);
  }
  if (to === "json") return done({ type: "json", value: text }, lost);
  const converted = fromJsonText(text, to);
  return converted.ok ? done(converted.body, [...lost, ...converted.lost]) : converted;
}

function fromForm(pairs: FormPair[], to: BodyMode): BodyConversion {
  if (to === "text") {
    const text = pairs
      .map((pair) => `${encodePart(pair.name)}=${encodePart(String(pair.value ?? ""))}`)
      .join("&");
    return done({ type: "text", value: text, content_type: "application/x-www-form-urlencoded" }, [
      lostWords("percent_encoding"),
    ]);
  }
  const tree: { [key: string]: JsonValue } = {};
  for (const { name, value } of pairs) {
    const earlier = Object.hasOwn(tree, name) ? tree[name] : undefined;
    const next = earlier === undefined ? value : [...(Array.isArray(earlier) ? earlier : [earlier]), value];
    Object.defineProperty(tree, name, { value: next, enumerable: true, configurable: true, writable: true });
  }
  const names = pairs.map((pair) => pair.name);
  const lost = new Set(names).size === names.length ? [] : [lostWords("repeated_names")];
  return done({ type: "json", value: to === "json" ? toJsonTemplate(tree) : tree }, lost);
}

function treeToForm(tree: JsonValue): BodyConversion {
  if (typeof tree !== "object" || tree === null || Array.isArray(tree)) {
    return { ok: false, ...problemText("convert.no_object") };
  }
  const lost: Words[] = [];
  const pairs: FormPair[] = [];
  const add = (name: string, value: JsonValue): void => {
    if (typeof value !== "object" || value === null) {
      if (typeof value !== "string") lost.push(lostWords("types"));
      pairs.push({ name, value });
      return;
    }
    lost.push(lostWords("nesting"));
    const entries = Object.entries(value);
    if (entries.length === 0) lost.push(lostWords("empty", { name }));
    for (const [key, item] of entries) add(`${name}[${key}]`, item);
  };
  for (const [name, value] of Object.entries(tree)) add(name, value);
  return done({ type: "form", value: pairs }, distinctWords(lost));
}

/** The pairs of a form text, or null when it is none. Liquid in it stays as it is. */
export function parseFormText(text: string): FormPair[] | null {
  if (text.trim() === "") return [];
  const pairs = splitOutsideLiquid(text).map((part) => {
    const [, name, value] = /^((?:[^={]|\{(?!\{)|\{\{.*?\}\})*)=(.*)$/s.exec(part) ?? [];
    return name === undefined || value === undefined
      ? null
      : { name: decodePart(name), value: decodePart(value) };
  });
  return pairs.every((pair) => pair !== null && pair.name !== "")
    ? pairs.filter((pair) => pair !== null)
    : null;
}

const LIQUID = /(\{\{.*?\}\}\}?|\{%.*?%\})/s;

function splitOutsideLiquid(text: string): string[] {
  const parts = [""];
  for (const [index, piece] of text.split(LIQUID).entries()) {
    const [first = "", ...others] = index % 2 === 1 ? [piece] : piece.split("&");
    parts[parts.length - 1] += first;
    parts.push(...others);
  }
  return parts;
}

function decodePart(text: string): string {
  const decoded = text.split(LIQUID).map((piece, index) => (index % 2 === 1 ? piece : decode(piece)));
  return decoded.join("");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

function encodePart(text: string): string {
  return text
    .split(LIQUID)
    .map((piece, index) => (index % 2 === 1 ? piece : encodeURIComponent(piece.toWellFormed())))
    .join("");
}

function formPairs(value: Extract<WebhookBody, { type: "form" }>["value"]): FormPair[] {
  return Array.isArray(value) ? value : Object.entries(value).map(([name, item]) => ({ name, value: item }));
}

function done(body: WebhookBody, lost: Words[]): BodyConversion {
  return { ok: true, body, lost };
}
