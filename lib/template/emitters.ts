// Where rendered text goes. Each emitter escapes values for its place: JSON, URL, form or plain text.

import type { Emitter } from "liquidjs";
import {
  advanceJson,
  ESCAPED,
  IN_STRING,
  type JsonState,
  type JsonTransitions,
  jsonTransitions,
  OUTSIDE,
} from "./json-lexer.ts";
import { escapeJsonText, percentEncode, RenderedText, toJson, toText } from "./rendered-text.ts";

export type EmitterKind = "text" | "leaf" | "json" | "url" | "form";

/** What a secret prints as when it must not be seen. */
export const MASK = "••••";

/** Thrown when a field grows over its limit. */
export class OutputTooLargeError extends Error {
  readonly limit: number;

  constructor(limit: number) {
    super("output limit exceeded");
    this.limit = limit;
  }
}

/** Text the author wrote, with what each kind of emitter needs to know about it. */
export class StaticText {
  readonly text: string;
  private encoded: string | undefined;
  private states: JsonTransitions | undefined;

  constructor(text: string) {
    this.text = text;
  }

  get formEncoded(): string {
    this.encoded ??= percentEncode(this.text);
    return this.encoded;
  }

  get jsonStates(): JsonTransitions {
    this.states ??= jsonTransitions(this.text);
    return this.states;
  }
}

/** Plain text: values as they are. The others differ in what a value becomes. */
export class TextEmitter implements Emitter {
  buffer = "";
  readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  static(text: StaticText): void {
    this.append(text.text);
  }

  value(value: unknown): void {
    this.append(toText(value));
  }

  // liquidjs' own tags write here.
  write(value: unknown): void {
    this.value(value);
  }

  protected append(text: string): void {
    this.buffer += text;
    if (this.buffer.length > this.limit) throw new OutputTooLargeError(this.limit);
  }
}

/** The text of one string in a JSON tree, before it is quoted. */
export class LeafEmitter extends TextEmitter {
  override value(value: unknown): void {
    this.append(value instanceof RenderedText ? unescaped(value) : toText(value));
  }
}

export class JsonEmitter extends TextEmitter {
  private state: JsonState = OUTSIDE;

  override static(text: StaticText): void {
    this.state = text.jsonStates[this.state];
    this.append(text.text);
  }

  override value(value: unknown): void {
    if (value instanceof RenderedText && value.form === "raw") {
      this.state = advanceJson(this.state, value.text);
      this.append(value.text);
    } else if (this.state === OUTSIDE) {
      this.append(toJson(value));
    } else {
      if (this.state === ESCAPED) this.state = IN_STRING;
      this.append(insideString(value));
    }
  }

  // `increment` and `decrement` hand over their number as text.
  override write(value: unknown): void {
    this.value(typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : value);
  }
}

export class FormEmitter extends TextEmitter {
  override static(text: StaticText): void {
    this.append(text.formEncoded);
  }

  override value(value: unknown): void {
    const encoded = value instanceof RenderedText && (value.form === "url" || value.form === "raw");
    this.append(encoded ? value.text : percentEncode(toText(value)));
  }
}

type UrlPart = "start" | "authority" | "path" | "query";

/** An address: what supplies its beginning goes in as it is, later values are percent-encoded. */
export class UrlEmitter extends TextEmitter {
  /** Where a value came out empty in the path, with the position of that value in the template. */
  readonly emptyAt: { offset: number; source: number }[] = [];
  /** True when this address is only shown, with secrets hidden. */
  masked = false;
  /** Offset in the template of the value being written. */
  sourceOffset = 0;
  private part: UrlPart = "start";

  override static(text: StaticText): void {
    this.append(text.text);
    this.advance(text.text);
  }

  override value(value: unknown): void {
    const text = toText(value);
    const encoded = this.encode(value, text);
    if (encoded === "" && this.part === "path") {
      this.emptyAt.push({ offset: this.buffer.length, source: this.sourceOffset });
    }
    this.append(encoded);
    // What was percent-encoded cannot end the part it stands in.
    if (this.part === "start" || encoded === text) this.advance(encoded);
  }

  private encode(value: unknown, text: string): string {
    if (this.masked && text === MASK) return text;
    const form = value instanceof RenderedText ? value.form : null;
    if (form === "raw" || this.part === "start") return text;
    if (form === "url") return this.part === "query" ? text : text.replaceAll("+", "%20");
    if (this.part !== "authority") return percentEncode(text);
    return text.replace(/[^A-Za-z0-9\-._:[\]]+/g, percentEncode);
  }

  private advance(text: string): void {
    if (this.part === "start" && this.buffer.trim() !== "") this.part = "authority";
    let added = text;
    if (this.part === "authority") {
      const end = /^\s*[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#\\]*/.exec(this.buffer)?.[0].length;
      if (end === undefined || end >= this.buffer.length) return;
      this.part = "path";
      added = this.buffer.slice(end);
    }
    if (this.part === "path" && /[?#]/.test(added)) this.part = "query";
  }
}

const EMITTERS = {
  text: TextEmitter,
  leaf: LeafEmitter,
  json: JsonEmitter,
  url: UrlEmitter,
  form: FormEmitter,
};

export function newEmitter(kind: EmitterKind, limit: number): TextEmitter {
  return new EMITTERS[kind](limit);
}

function insideString(value: unknown): string {
  if (!(value instanceof RenderedText)) return escapeJsonText(toText(value));
  if (value.form === "json_string") return value.text;
  if (value.form !== "json") return escapeJsonText(value.text);
  if (value.text === "null") return "";
  // A JSON string put between the author's own quotes: its content is escaped already.
  return value.text.startsWith('"') ? value.text.slice(1, -1) : escapeJsonText(value.text);
}

function unescaped(value: RenderedText): string {
  if (value.form === "json_string") return String(JSON.parse(`"${value.text}"`));
  if (value.form !== "json") return value.text;
  if (value.text === "null") return "";
  return value.text.startsWith('"') ? String(JSON.parse(value.text)) : value.text;
}
