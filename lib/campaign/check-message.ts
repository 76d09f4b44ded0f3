/** What is wrong with one webhook message, apart from the data it will be rendered with. */
import { problemText } from "#lib/i18n/problem-words.ts";
import { mayReceiveSecret } from "#lib/secret/allowed-host.ts";
import { requestSecretNames } from "#lib/template/analyze.ts";
import type { CompiledMessage } from "#lib/template/compile-message.ts";
import { validateCompiled } from "#lib/webhook/validate-message.ts";
import type { Finding, LaunchFacts } from "./launch-checks.ts";

type Facts = Pick<LaunchFacts, "secrets" | "contentBlocks" | "isTargetAllowed">;

/** Fields are relative to the variation: `webhook.url`. */
export function checkMessage(compiled: CompiledMessage, facts: Facts): Finding[] {
  if (compiled.message.url.trim() === "") {
    const text = problemText("missing_url");
    return [{ severity: "error", stage: "save", code: "missing_url", field: "webhook.url", ...text }];
  }
  const known = { secrets: [...facts.secrets.keys()], content_blocks: Object.keys(facts.contentBlocks) };
  const { contentBlocks, isTargetAllowed } = facts;
  const problems = validateCompiled(compiled, { known, contentBlocks, isTargetAllowed });
  return [
    // What is missing today may exist by the time of the launch; what is wrong by itself stays wrong.
    ...problems.map(
      (problem): Finding => ({
        ...problem,
        stage: problem.code === "dependency.missing" ? "launch" : "save",
      }),
    ),
    ...checkSecretHosts(compiled, facts),
  ];
}

function checkSecretHosts(compiled: CompiledMessage, facts: Facts): Finding[] {
  const host = literalHost(compiled.message.url);
  if (host === null) return [];
  return requestSecretNames(compiled, facts.contentBlocks)
    .map((name) => ({ name, allowed: facts.secrets.get(name) ?? [] }))
    .filter(({ allowed }) => !mayReceiveSecret(allowed, host))
    .map(({ name, allowed }) => ({
      severity: "error",
      stage: "launch",
      code: "secret_not_allowed",
      field: "webhook.url",
      ...problemText("secret_not_allowed", { name, host, allowed: allowed.join(", ") }),
    }));
}

/** The host of a URL whose host is written out, else null. */
function literalHost(url: string): string | null {
  const authority = /^https?:\/\/([^/?#]+)/i.exec(url.trim())?.[1];
  if (!authority || authority.includes("{")) return null;
  return URL.canParse(`https://${authority}`) ? new URL(`https://${authority}`).host : null;
}
