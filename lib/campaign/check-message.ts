/** What is wrong with one webhook message, apart from the data it will be rendered with. */
import { mayReceiveSecret } from "#lib/secret/allowed-host.ts";
import type { CompiledMessage } from "#lib/template/compile-message.ts";
import type { Finding, LaunchFacts } from "./launch-checks.ts";

type Facts = Pick<LaunchFacts, "secrets" | "contentBlocks">;

/** Fields are relative to the variation: `webhook.url`. */
export function checkMessage(compiled: CompiledMessage, facts: Facts): Finding[] {
  return [
    ...checkUrl(compiled),
    ...compiled.errors.map(
      (problem): Finding => ({
        severity: "error",
        stage: "save",
        code: problem.code,
        field: problem.field,
        message: problem.message,
        hint: problem.hint,
        line: problem.position.line,
        column: problem.position.column,
      }),
    ),
    ...checkSecrets(compiled, facts),
    ...checkBlocks(compiled, facts),
  ];
}

/** Names of the secrets a message mentions. */
export function secretsIn(compiled: CompiledMessage): { name: string; field: string }[] {
  const found = compiled.templates.flatMap((template) =>
    template.uses
      .filter((use) => !use.local && use.path.startsWith("secrets."))
      .map((use) => ({ name: use.path.split(".")[1] ?? "", field: use.field })),
  );
  return found.filter(
    (use, index) =>
      found.findIndex((other) => other.name === use.name && other.field === use.field) === index,
  );
}

function checkUrl(compiled: CompiledMessage): Finding[] {
  const url = compiled.message.url.trim();
  if (url === "") {
    return [
      problem(
        "launch",
        "missing_url",
        "webhook.url",
        "The webhook has no URL.",
        "Write the address it goes to, with https://.",
      ),
    ];
  }
  const literal = url.split("{", 1)[0] ?? "";
  if (url.startsWith("{")) return [];
  if (!/^https?:\/\//i.test(literal)) {
    return [
      problem(
        "save",
        "invalid_url",
        "webhook.url",
        "The URL does not start with http:// or https://.",
        "Write it like https://api.example.com/path.",
      ),
    ];
  }
  if (literal === url && !URL.canParse(url)) {
    return [
      problem(
        "save",
        "invalid_url",
        "webhook.url",
        "This is not a URL.",
        "Write it like https://api.example.com/path.",
      ),
    ];
  }
  return [];
}

function checkSecrets(compiled: CompiledMessage, facts: Facts): Finding[] {
  const host = literalHost(compiled.message.url);
  return secretsIn(compiled).flatMap(({ name, field }) => {
    const allowed = facts.secrets.get(name);
    if (!allowed) {
      return [
        problem(
          "launch",
          "unknown_secret",
          field,
          `There is no secret named "${name}".`,
          "Create it under Settings, or fix the name.",
        ),
      ];
    }
    if (host === null || mayReceiveSecret(allowed, host)) return [];
    return [
      problem(
        "launch",
        "secret_not_allowed",
        field,
        `The secret "${name}" may not be sent to ${host}.`,
        `It is bound to ${allowed.join(", ")}. Change the URL or the secret's hosts.`,
      ),
    ];
  });
}

function checkBlocks(compiled: CompiledMessage, facts: Facts): Finding[] {
  return compiled.templates.flatMap((template) =>
    [...template.blocks]
      .filter((name) => !facts.contentBlocks.has(name))
      .map((name) =>
        problem(
          "launch",
          "unknown_content_block",
          template.field,
          `There is no content block named "${name}".`,
          "Create it, or fix the name.",
        ),
      ),
  );
}

/** The host of a URL whose host is written out, else null. */
function literalHost(url: string): string | null {
  const authority = /^https?:\/\/([^/?#]+)/i.exec(url.trim())?.[1];
  if (!authority || authority.includes("{")) return null;
  return URL.canParse(`https://${authority}`) ? new URL(`https://${authority}`).host : null;
}

function problem(
  stage: Finding["stage"],
  code: string,
  field: string,
  message: string,
  hint: string,
): Finding {
  return { severity: "error", stage, code, field, message, hint };
}
