import { problemText } from "#lib/i18n/problem-words.ts";
import { HEADER_LIMITS, headerTotalProblem, headerValueProblem } from "./header-rules.ts";
import { inlineSecretInHeader } from "./inline-secret.ts";
import type { MessageProblem, WebhookMessage } from "./schema.ts";

/** Problems of header values and of all headers together. Names are checked where the message is compiled. */
export function validateHeaders({ headers }: WebhookMessage): MessageProblem[] {
  const entries = Object.entries(headers);
  const problems: MessageProblem[] = entries.flatMap(([name, value]) => validateValue(name, value));
  const total = headerTotalProblem(entries);
  if (total !== null) problems.push({ severity: "error", field: "webhook.headers", ...total });
  return problems;
}

function validateValue(name: string, value: string): MessageProblem[] {
  const field = `webhook.headers.${name}`;
  const problems: MessageProblem[] = [];
  const illegal = hasLiquid(value) ? lengthOnly(name, value) : headerValueProblem(name, value.trim());
  if (illegal !== null) problems.push({ severity: "error", field, ...illegal });
  const secret = inlineSecretInHeader(name, value);
  if (secret !== null) {
    problems.push({
      severity: "warning",
      code: "secret.inline",
      field,
      ...problemText("secret.inline", { start: secret }),
    });
  }
  return problems;
}

function hasLiquid(value: string): boolean {
  return value.includes("{{") || value.includes("{%");
}

/** A template may be longer than what it prints, and may span lines; only a hopeless length is refused. */
function lengthOnly(name: string, value: string): ReturnType<typeof headerValueProblem> {
  return value.length > HEADER_LIMITS.valueBytes * 4
    ? headerValueProblem(name, "x".repeat(HEADER_LIMITS.valueBytes + 1))
    : null;
}
