import type { CompiledMessage } from "#lib/template/compile-message.ts";
import { finishUrl } from "#lib/template/finish-url.ts";
import type { VariableUse } from "#lib/template/prepare-nodes.ts";
import { inlineSecretInUrl } from "./inline-secret.ts";
import { looksPrivate } from "./private-host.ts";
import type { MessageProblem } from "./schema.ts";

/** Says whether a private target may be called here. */
export type TargetCheck = (host: string, port: number) => boolean;

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
      message: `This looks like a key (\`${secret}\`).`,
      hint: "Keep it as a secret so it is hidden from reviewers and logs.",
    });
  }
  return [...problems, ...template.uses.filter(needsDefault).map(noDefault)];
}

function validateFixed(url: string, limitBytes: number, check: TargetCheck | undefined): MessageProblem[] {
  const finished = finishUrl(url, limitBytes, false);
  if (!finished.ok) return [problem(finished.code, finished.message, finished.hint)];
  return privateHint(new URL(finished.url), check);
}

/** What can be said about an address with Liquid in it: its scheme, credentials and host, when they are plain text. */
function validateParts(url: string, check: TargetCheck | undefined): MessageProblem[] {
  const plainStart = /^\s*([^{]*)/.exec(url)?.[1] ?? "";
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(plainStart)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "http" && scheme !== "https") {
    return [
      problem(
        "url.scheme",
        `Addresses that start with "${scheme}:" cannot be called.`,
        "Use https:// or http://.",
      ),
    ];
  }
  if (plainStart !== "" && scheme === undefined) {
    return [
      problem(
        "url.no_scheme",
        "The address does not start with https:// or http://.",
        "Put https:// in front.",
      ),
    ];
  }
  if (/^https?:\/\/[^/?#{]*@/i.test(plainStart)) {
    return [
      problem(
        "url.userinfo",
        "The address contains a user name or password before the host.",
        "Move them to the Authorization header.",
      ),
    ];
  }
  const origin = /^https?:\/\/[^/?#{]+(?=[/?#])/i.exec(plainStart)?.[0];
  return origin === undefined || !URL.canParse(origin) ? [] : privateHint(new URL(origin), check);
}

/** Two slashes in the path: a value that was left out. An address within the address (`/https://…`) has them rightly. */
function emptyParts(url: string): MessageProblem[] {
  const path = /^\s*(?:https?:\/\/)?[^/?#]*([^?#]*)/i.exec(withoutLiquid(url))?.[1] ?? "";
  const before = /([^/]{0,40})(?<!:)\/\//.exec(path)?.[1];
  if (before === undefined) return [];
  return [
    problem(
      "url.empty_segment",
      `The address has an empty part after "${before}/".`,
      "Put the missing value there, or take one of the two slashes out.",
    ),
  ];
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
      message: `This address points inside the network (${host}).`,
      hint: "It can be called only where an operator has allowed it with EGRESS_ALLOW.",
    },
  ];
}

function needsDefault(use: VariableUse): boolean {
  return (
    use.printed &&
    !use.hasDefault &&
    !use.local &&
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
    message: `This personalised part of the address (\`${use.path}\`) has no default.`,
    hint: "Add `| default: …`, or stop the send with abort_message when it is missing.",
  };
}

function problem(code: string, message: string, hint: string): MessageProblem {
  return { severity: "error", code, field: FIELD, message, hint };
}
