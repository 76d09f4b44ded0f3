// Finds names nobody knows, and what was probably meant.

import { type ProblemText, problemText } from "#lib/i18n/problem-words.ts";
import type { MessageProblem } from "#lib/webhook/schema.ts";
import type { VariableUse } from "./prepare-nodes.ts";
import { ROOT_NAMES, STANDARD_ATTRIBUTES } from "./scope.ts";
import { suggestName } from "./suggest-name.ts";

/** Names known in this workspace. A list that is absent is not checked. */
export type KnownNames = {
  attributes?: readonly string[] | undefined;
  custom_attributes?: readonly string[] | undefined;
  event_properties?: readonly string[] | undefined;
  trigger_properties?: readonly string[] | undefined;
  context?: readonly string[] | undefined;
  secrets?: readonly string[] | undefined;
  content_blocks?: readonly string[] | undefined;
  template?: readonly string[] | undefined;
};

type NameList = keyof KnownNames;

const LIST_OF_ROOT: Record<string, NameList> = {
  custom_attribute: "custom_attributes",
  custom_attributes: "custom_attributes",
  event_properties: "event_properties",
  api_trigger_properties: "trigger_properties",
  trigger_properties: "trigger_properties",
  context: "context",
  secrets: "secrets",
  template: "template",
};

/** A problem for each variable that nobody knows: a warning, or an error for a secret or content block that does not exist. */
export function findUnknownVariables(
  uses: readonly VariableUse[],
  contentBlocks: readonly string[],
  known: KnownNames,
): MessageProblem[] {
  const found = uses.flatMap((use) => {
    const problem = checkUse(use, known);
    return problem === null ? [] : [problem];
  });
  const missingBlocks = contentBlocks.filter((name) => known.content_blocks?.includes(name) === false);
  return [
    ...dedupe(found),
    ...missingBlocks.map((name) => missing("block", name, known.content_blocks ?? [], "webhook")),
  ];
}

function checkUse(use: VariableUse, known: KnownNames): MessageProblem | null {
  const [root = "", name] = use.path.split(".");
  if (use.local || root === "content_blocks") return null;
  if (use.attribute)
    return unknown(use, root, [...STANDARD_ATTRIBUTES, ...(known.attributes ?? [])], (meant) => meant);
  if (root === "user" && name !== undefined) return checkUser(use, name, known);
  if (!ROOT_NAMES.includes(root)) return unknownRoot(use, root, known);
  const list = LIST_OF_ROOT[root];
  const names = list === undefined || !Object.hasOwn(LIST_OF_ROOT, root) ? undefined : known[list];
  if (names === undefined || name === undefined || name === "*" || names.includes(name)) return null;
  if (root === "secrets")
    return { ...missing("secret", name, names, use.field), line: use.line, column: use.column };
  return unknown(use, name, names, (meant) => `${root}.${meant}`);
}

function checkUser(use: VariableUse, name: string, known: KnownNames): MessageProblem | null {
  if (known.custom_attributes === undefined || name === "*" || name.startsWith("custom_attribute"))
    return null;
  const names = [...STANDARD_ATTRIBUTES, ...(known.attributes ?? []), ...known.custom_attributes];
  return unknown(use, name, names, (meant) => `user.${meant}`);
}

function unknownRoot(use: VariableUse, root: string, known: KnownNames): MessageProblem | null {
  const isAttribute = STANDARD_ATTRIBUTES.includes(root) || known.attributes?.includes(root) === true;
  const { path } = use;
  if (isAttribute)
    return warning(use, problemText("liquid.unknown_variable.attribute", { path, meant: `\${${root}}` }));
  return unknown(
    use,
    root,
    [...ROOT_NAMES, ...STANDARD_ATTRIBUTES.map((name) => `\${${name}}`)],
    (meant) => meant,
  );
}

function unknown(
  use: VariableUse,
  name: string,
  names: readonly string[],
  write: (meant: string) => string,
): MessageProblem | null {
  if (names.includes(name)) return null;
  const meant = suggestName(name, names);
  const { path } = use;
  if (meant === null) return warning(use, problemText("liquid.unknown_variable", { path }));
  return warning(use, problemText("liquid.unknown_variable.meant", { path, meant: write(meant) }));
}

function warning(use: VariableUse, text: ProblemText): MessageProblem {
  return {
    severity: "warning",
    code: "liquid.unknown_variable",
    field: use.field,
    ...text,
    line: use.line,
    column: use.column,
  };
}

const MISSING = {
  secret: ["dependency.missing", "dependency.missing.secret_meant"],
  block: ["dependency.missing.block", "dependency.missing.block_meant"],
} as const;

function missing(
  kind: keyof typeof MISSING,
  name: string,
  names: readonly string[],
  field: string,
): MessageProblem {
  const [plain, suggesting] = MISSING[kind];
  const meant = suggestName(name, names);
  const text = meant === null ? problemText(plain, { name }) : problemText(suggesting, { name, meant });
  return { severity: "error", code: "dependency.missing", field, ...text };
}

function dedupe(problems: MessageProblem[]): MessageProblem[] {
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const key = `${problem.field}:${problem.message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
