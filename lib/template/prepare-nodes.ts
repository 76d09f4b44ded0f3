// Replaces the engine's parsed pieces by ours, and notes what the template reads and where it branches.

import {
  AssignTag,
  CaseTag,
  EchoTag,
  ForTag,
  IfTag,
  Output,
  RawTag,
  type Template,
  type Token,
  TypeGuards,
  UnlessTag,
  Value,
} from "liquidjs";
import { type ProblemText, problemText } from "#lib/i18n/problem-words.ts";
import { ATTRIBUTE_ROOT } from "./attribute-syntax.ts";
import { type Names, planValue, runPlan, tokenPath } from "./compiled-value.ts";
import type { EmitterKind } from "./emitters.ts";
import { engine } from "./engine.ts";
import type { Located } from "./render-context.ts";
import { positionAt } from "./source-position.ts";
import { AbortMessageTag } from "./tags/abort-message.ts";
import { EscapingCaptureTag } from "./tags/capture.ts";
import { ConnectedContentTag } from "./tags/connected-content.ts";
import { childLists, onlyValue } from "./template-locals.ts";
import {
  AbortNode,
  AssignNode,
  type BlockLoader,
  BlockNode,
  BranchNode,
  SecretTagNode,
  StaticNode,
  ValueNode,
} from "./template-nodes.ts";
import { readsOf, rootsOf, visitVariables } from "./token-roots.ts";

export type VariableUse = {
  /** `first_name`, `event_properties.points`, `secrets.crm`; `*` stands for a computed part. */
  path: string;
  field: string;
  line: number;
  column: number;
  hasDefault: boolean;
  /** Printed, rather than only tested or assigned. */
  printed: boolean;
  /** Made by the template itself (assign, for, …). */
  local: boolean;
  /** Written as `${name}` without a prefix: a standard attribute. */
  attribute: boolean;
  /** Where it goes: into the request, into a call of connected content, or into a local name. */
  into: Destination;
};

type Destination = "request" | "call" | "local";

export type TemplateBranch = {
  id: string;
  field: string;
  /** `if`, `elsif`, `else`, `unless`, `when` or `for`. */
  tag: string;
  /** The condition as written; empty for an else. */
  condition: string;
  line: number;
  column: number;
};

export type Preparation = {
  field: string;
  kind: EmitterKind;
  source: string;
  locate: (offset: number) => number;
  locals: Names;
  into: Destination;
  loadBlock: BlockLoader;
  uses: VariableUse[];
  branches: TemplateBranch[];
  blocks: Set<string>;
  problems: (ProblemText & { offset: number })[];
  usesConnectedContent: boolean;
};

/** Prepares a list of templates in place. */
export function prepareNodes(templates: Template[], preparation: Preparation): void {
  for (const [index, template] of templates.entries()) templates[index] = prepareNode(template, preparation);
}

function prepareNode(template: Template, preparation: Preparation): Template {
  const { token } = template;
  if (TypeGuards.isHTMLToken(token)) return new StaticNode(token, token.getContent());
  if (template instanceof RawTag) return new StaticNode(token, template.render());
  if (template instanceof Output || template instanceof EchoTag) return prepareOutput(template, preparation);
  noteArguments(template, preparation, false);
  if (template instanceof AssignTag) return prepareAssign(template, preparation);
  if (template instanceof AbortMessageTag) return prepareAbort(template, preparation);
  if (template instanceof ConnectedContentTag) preparation.usesConnectedContent = true;
  if (template instanceof EscapingCaptureTag)
    template.collectsJson = preparation.kind === "json" && looksLikeJson(template.templates);
  const { into } = preparation;
  preparation.into = destinationInside(template, into);
  for (const list of childLists(template)) prepareNodes(list, preparation);
  preparation.into = into;
  markBranches(template, preparation);
  const reads = [...(template.arguments?.() ?? [])].flatMap((argument) => readsOf(argument));
  return isBlock(template) || reads.length === 0 ? template : new SecretTagNode(template, reads);
}

function destinationInside(template: Template, into: Destination): Destination {
  if (template instanceof ConnectedContentTag) return "call";
  return template instanceof EscapingCaptureTag ? "local" : into;
}

function prepareOutput(template: Template, preparation: Preparation): Template {
  const value = onlyValue(template);
  if (value === null) return new StaticNode(template.token, "");
  noteArguments(template, preparation, true);
  const [operand] = value.initial.postfix;
  const path = value.initial.postfix.length === 1 && operand !== undefined ? tokenPath(operand) : null;
  const plan = planValue(value, preparation.locals, engine);
  const located = locatedAt(template.token, preparation);
  if (path?.startsWith("content_blocks.") === true) {
    const name = path.slice("content_blocks.".length);
    preparation.blocks.add(name);
    return new BlockNode({
      token: template.token,
      name,
      engine,
      load: preparation.loadBlock,
      located,
      steps: plan.steps,
    });
  }
  return new ValueNode(template.token, plan, path, readsOf(value), located);
}

function prepareAssign(template: AssignTag, preparation: Preparation): Template {
  const value = onlyValue(template);
  const [name] = template.localScope();
  if (value === null || name === undefined) return template;
  const plan = planValue(value, preparation.locals, engine);
  return new AssignNode(template.token, name.content, plan, readsOf(value));
}

function prepareAbort(template: AbortMessageTag, preparation: Preparation): Template {
  const { reason } = template;
  if (reason === null) return new AbortNode(template.token, null, []);
  return new AbortNode(
    template.token,
    runPlan(planValue(reason, preparation.locals, engine)),
    readsOf(reason),
  );
}

function locatedAt(token: Token, { field, source, locate }: Preparation): Located {
  return { field, source, offset: locate(token.begin) };
}

function noteArguments(template: Template, preparation: Preparation, printed: boolean): void {
  for (const argument of template.arguments?.() ?? []) {
    if (argument instanceof Value) checkExpression(argument, preparation, template.token);
    const hasDefault =
      argument instanceof Value && argument.filters.some((filter) => filter.name === "default");
    const into = template instanceof AssignTag ? "local" : preparation.into;
    visitVariables(argument, (token) => noteUse(token, preparation, { printed, hasDefault, into }));
  }
}

function noteUse(
  token: Token,
  preparation: Preparation,
  how: Pick<VariableUse, "printed" | "hasDefault" | "into">,
): void {
  const path = tokenPath(token);
  if (path === null) return;
  const { source, locate, field, locals } = preparation;
  const [root = ""] = rootsOf(token);
  preparation.uses.push({
    path,
    field,
    ...positionAt(source, locate(token.begin)),
    ...how,
    local: locals.has(root) && root !== ATTRIBUTE_ROOT,
    attribute: root === ATTRIBUTE_ROOT,
  });
}

/** `{{ first name }}` would quietly print `first`; the engine does not mind, but the author would. */
function checkExpression(value: Value, preparation: Preparation, token: Token): void {
  let operands = 0;
  for (const part of value.initial.postfix) {
    if (!TypeGuards.isOperatorToken(part)) operands += 1;
    else if (part.operator !== "not") operands -= 1;
  }
  if (operands === 1) return;
  preparation.problems.push({
    offset: preparation.locate(token.begin),
    ...problemText(operands > 1 ? "liquid.syntax.two_values" : "liquid.syntax.no_operand", {
      example: `custom_attribute.\${two words}`,
    }),
  });
}

function looksLikeJson(templates: readonly Template[]): boolean {
  return /^\s*[[{]|"\s*:/.test(writtenText(templates));
}

function writtenText(templates: readonly Template[]): string {
  return templates
    .map((template) => {
      const { token } = template;
      return TypeGuards.isHTMLToken(token)
        ? token.getContent()
        : childLists(template).map(writtenText).join("");
    })
    .join("");
}

function isBlock(template: Template): boolean {
  return childLists(template).length > 0;
}

function markBranches(template: Template, preparation: Preparation): void {
  if (template instanceof IfTag || template instanceof UnlessTag) {
    const first = template instanceof IfTag ? "if" : "unless";
    for (const [index, branch] of template.branches.entries()) {
      const condition = template.branches[index]?.value.initial.postfix ?? [];
      mark(branch.templates, template.token, preparation, index === 0 ? first : "elsif", textOf(condition));
    }
    template.elseTemplates ??= [];
    mark(template.elseTemplates, template.token, preparation, "else", "");
  } else if (template instanceof CaseTag) {
    for (const branch of template.branches) {
      mark(
        branch.templates,
        template.token,
        preparation,
        "when",
        branch.values.map((value) => value.getText()).join(", "),
      );
    }
    mark(template.elseTemplates, template.token, preparation, "else", "");
  } else if (template instanceof ForTag) {
    mark(template.templates, template.token, preparation, "for", template.collection.getText());
    mark(template.elseTemplates, template.token, preparation, "else", "");
  }
}

function mark(
  templates: Template[],
  token: Token,
  preparation: Preparation,
  tag: string,
  condition: string,
): void {
  const { field, source, locate, branches } = preparation;
  const id = `${field}#${branches.length + 1}`;
  branches.push({ id, field, tag, condition, ...positionAt(source, locate(token.begin)) });
  templates.unshift(new BranchNode(token, id));
}

function textOf(tokens: readonly Token[]): string {
  const [first] = tokens;
  if (first === undefined) return "";
  const begin = Math.min(...tokens.map((token) => token.begin));
  const end = Math.max(...tokens.map((token) => token.end));
  return first.input.slice(begin, end);
}
