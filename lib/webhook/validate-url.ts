import { type ProblemKey, problemText, type WordValues } from "#lib/i18n/problem-words.ts";
import type { CompiledMessage } from "#lib/template/compile-message.ts";
import { finishUrl, LOGIN_HEADER } from "#lib/template/finish-url.ts";
import type { VariableUse } from "#lib/template/prepare-nodes.ts";
import { inlineSecretInUrl } from "./inline-secret.ts";
import { looksPrivate } from "./private-host.ts";
import type { MessageProblem } from "./schema.ts";

/** Says whether a private target may be called here; undefined where only the guard at the socket can tell. */
export type TargetCheck = (host: string, port: number) => boolean | undefined;

const FIELD = "webhook.url";

/** Problems of the address as far as they can be seen before rendering. */
export function validateUrl(
  { url: template, message, limits }: CompiledMessage,
  isTargetAllowed?: TargetCheck | undefined,
): MessageProblem[] {
  const problems =
    template.fixed === null
      ? validateParts(message.url, isTargetAllowed)
      : validateFixed(message.url, limits.urlBytes, isTargetAllowed);
  problems.push(...emptyParts(message.url));
  const secret = inlineSecretInUrl(message.url);
  if (secret !== null) {
    problems.push({
      severity: "warning",
      code: "secret.inline",
      field: FIELD,
      ...problemText("secret.inline", { start: secret }),
    });
  }
  return [...problems, ...template.uses.filter(needsDefault).map(noDefault)];
}

function validateFixed(url: string, limitBytes: number, check: TargetCheck | undefined): MessageProblem[] {
  const finished = finishUrl(url, limitBytes, false);
  if (!finished.ok) {
    const { code, message, hint, words } = finished;
    return [{ severity: "error", code, field: FIELD, message, hint, words }];
  }
  return privateHint(new URL(finished.url), check);
}

/** What can be said about an address with Liquid in it: its scheme, credentials and host, when they are plain text. */
function validateParts(url: string, check: TargetCheck | undefined): MessageProblem[] {
  const plainStart = /^\s*([^{]*)/.exec(url)?.[1] ?? "";
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(plainStart)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "http" && scheme !== "https") {
    return [problem("url.scheme", { scheme })];
  }
  if (plainStart !== "" && scheme === undefined) {
    return [problem("url.no_scheme")];
  }
  if (/^https?:\/\/[^/?#{]*@/i.test(plainStart)) {
    return [problem("url.userinfo", { example: LOGIN_HEADER })];
  }
  const origin = /^https?:\/\/[^/?#{]+(?=[/?#])/i.exec(plainStart)?.[0];
  return origin === undefined || !URL.canParse(origin) ? [] : privateHint(new URL(origin), check);
}

/** Two slashes in the path: a value that was left out. An address within the address (`/https://…`) has them rightly. */
function emptyParts(url: string): MessageProblem[] {
  const path = /^\s*(?:https?:\/\/)?[^/?#]*([^?#]*)/i.exec(withoutLiquid(url))?.[1] ?? "";
  const before = /([^/]{0,40})(?<!:)\/\//.exec(path)?.[1];
  if (before === undefined) return [];
  return [problem("url.empty_segment", { before: `${before}/` })];
}

/** With one letter instead of each output and nothing instead of each tag. */
function withoutLiquid(text: string): string {
  return text.replace(/\{\{[\s\S]*?\}\}\}?/g, "x").replace(/\{%[\s\S]*?%\}/g, "");
}

function privateHint(url: URL, check: TargetCheck | undefined): MessageProblem[] {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (!looksPrivate(host)) return [];
  const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
  const allowed = check?.(host, port);
  if (allowed === true) return [];
  return [
    {
      severity: allowed === false ? "error" : "warning",
      code: "url.private_target",
      field: FIELD,
      ...problemText("url.private_target", { host }),
    },
  ];
}

/** What everybody has: `${user_id}`, `user.external_id`. */
const ALWAYS_THERE = /^(?:user\.)?(?:user_id|external_id|braze_id|id|random_bucket(?:_number)?)$/;

function needsDefault(use: VariableUse): boolean {
  return (
    use.printed &&
    !use.hasDefault &&
    !use.local &&
    !((use.attribute || use.path.startsWith("user.")) && ALWAYS_THERE.test(use.path)) &&
    !/^(?:secrets|delivery|template|campaign|canvas|app|content_blocks)\./.test(use.path)
  );
}

function noDefault(use: VariableUse): MessageProblem {
  return {
    severity: "warning",
    code: "url.no_default",
    field: FIELD,
    line: use.line,
    column: use.column,
    ...problemText("url.no_default", { path: use.path }),
  };
}

function problem(code: ProblemKey, values?: WordValues): MessageProblem {
  return { severity: "error", code, field: FIELD, ...problemText(code, values) };
}
