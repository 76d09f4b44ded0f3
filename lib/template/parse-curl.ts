// Reads a pasted cURL command as a webhook message.

import { problemText, type Words } from "#lib/i18n/problem-words.ts";
import { isReservedHeader } from "#lib/webhook/header-rules.ts";
import { WEBHOOK_METHODS, type WebhookMessage } from "#lib/webhook/schema.ts";
import { curlBody } from "./curl-body.ts";
import {
  CURL_FLAGS,
  CURL_OPTIONS,
  type CurlDraft,
  type CurlProblem,
  curlNote,
  LONG_NAMES,
} from "./curl-options.ts";
import { type ShellWord, splitShellWords } from "./shell-words.ts";

export type ParsedCurl =
  | { ok: true; message: WebhookMessage; notes: Words[] }
  /** `token` is the word that could not be used, at `offset` in the command. */
  | ({ ok: false; token: string; offset: number } & CurlProblem);

/** The message a cURL command would send, or the word that stands in the way. */
export function parseCurl(command: string): ParsedCurl {
  const split = splitShellWords(command.trim().replace(/^\$\s+/, ""));
  if (!split.ok) return refuse({ text: split.token, offset: split.offset }, problemText("curl.open_quote"));
  const [first, ...words] = split.words;
  if (first === undefined || !/(?:^|[/\\])curl(?:\.exe)?$/i.test(first.text)) {
    return refuse(first ?? { text: "", offset: 0 }, problemText("curl.no_curl"));
  }
  const draft: CurlDraft = {
    method: null,
    url: null,
    headers: [],
    data: [],
    isJson: false,
    dataInUrl: false,
    notes: [],
  };
  for (let at = 0; at < words.length; ) {
    const step = applyWord(draft, words, at);
    if (!step.ok) return step;
    at = step.next;
  }
  if (draft.url === null)
    return refuse({ text: command.slice(-24), offset: command.length }, problemText("curl.no_address"));
  return finish(draft, draft.url, first);
}

type Step = { ok: true; next: number } | Extract<ParsedCurl, { ok: false }>;

function applyWord(draft: CurlDraft, words: ShellWord[], at: number): Step {
  const word = words[at];
  if (word === undefined) return { ok: true, next: at + 1 };
  if (!word.text.startsWith("-") || word.text === "-") return applyAddress(draft, word, at);
  const { name, inline } = splitOption(word.text);
  if (applyFlag(draft, name, inline)) return { ok: true, next: at + 1 };
  const apply = Object.hasOwn(CURL_OPTIONS, name) ? CURL_OPTIONS[name] : undefined;
  if (apply === undefined) return refuse(word, unknownOption(name, word.text));
  const value = inline ?? words[at + 1]?.text;
  if (value === undefined) return refuse(word, problemText("curl.no_value", { option: word.text }));
  const problem = apply(draft, value);
  if (problem !== null) return refuse(inline === null ? (words[at + 1] ?? word) : word, problem);
  return { ok: true, next: at + (inline === null ? 2 : 1) };
}

function applyAddress(draft: CurlDraft, word: ShellWord, at: number): Step {
  if (draft.url !== null) {
    return refuse(word, problemText("curl.second_address", { address: word.text.slice(0, 40) }));
  }
  draft.url = word.text;
  return { ok: true, next: at + 1 };
}

function unknownOption(name: string, written: string): CurlProblem {
  if (name === "-I") return methodProblem("HEAD");
  return problemText("curl.unknown_option", { option: written });
}

function splitOption(text: string): { name: string; inline: string | null } {
  if (text.startsWith("--")) {
    const [, long = text, value] = /^(--[^=]+)(?:=(.*))?$/s.exec(text) ?? [];
    return { name: LONG_NAMES[long] ?? long, inline: value ?? null };
  }
  return { name: text.slice(0, 2), inline: text.length > 2 ? text.slice(2) : null };
}

function applyFlag(draft: CurlDraft, name: string, inline: string | null): boolean {
  if (name === "-G") draft.dataInUrl = true;
  else if (!CURL_FLAGS.has(name)) return false;
  // Short flags may be written together: -sSL.
  for (const letter of inline ?? "") if (letter === "G") draft.dataInUrl = true;
  return true;
}

function finish(draft: CurlDraft, rawUrl: string, start: ShellWord): ParsedCurl {
  const { notes } = draft;
  const text = draft.data.join("&");
  const hasBody = draft.data.length > 0 && !draft.dataInUrl;
  const method = draft.method ?? (hasBody ? "POST" : "GET");
  const known = WEBHOOK_METHODS.find((candidate) => candidate === method);
  if (known === undefined) return refuse({ ...start, text: method }, methodProblem(method));
  let url = /^[a-z][a-z0-9+.-]*:\/\/|^\{\{/i.test(rawUrl) ? rawUrl : `http://${rawUrl}`;
  if (draft.dataInUrl && text !== "") url += `${url.includes("?") ? "&" : "?"}${text}`;
  const headers = keptHeaders(draft);
  if (known === "GET" && hasBody) notes.push(curlNote("get_body"));
  const body =
    hasBody && known !== "GET" ? curlBody(text, headers, draft.isJson) : ({ type: "none" } as const);
  return { ok: true, message: { method: known, url, headers: Object.fromEntries(headers), body }, notes };
}

function keptHeaders({ headers, notes }: CurlDraft): Map<string, string> {
  const kept = new Map<string, string>();
  for (const [name, value] of headers) {
    if (isReservedHeader(name)) {
      notes.push(curlNote("reserved_header", { name }));
      continue;
    }
    const earlier = [...kept.keys()].find((other) => other.toLowerCase() === name.toLowerCase());
    if (earlier !== undefined) {
      kept.delete(earlier);
      notes.push(curlNote("header_twice", { name }));
    }
    kept.set(name, value);
  }
  return kept;
}

function methodProblem(method: string): CurlProblem {
  return problemText("curl.method", { method, methods: WEBHOOK_METHODS.join(", ") });
}

function refuse(word: ShellWord, problem: CurlProblem): Extract<ParsedCurl, { ok: false }> {
  return { ok: false, token: word.text, offset: word.offset, ...problem };
}
