// Finds the names a template makes itself, and which of them hold something made from a secret.

import {
  AssignTag,
  CaptureTag,
  CaseTag,
  ForTag,
  IfTag,
  LiquidTag,
  Output,
  type Template,
  UnlessTag,
  Value,
} from "liquidjs";
import { ConnectedContentTag } from "./tags/connected-content.ts";
import { MessageExtrasTag } from "./tags/message-extras.ts";
import { rootsOf } from "./token-roots.ts";

/** The lists of templates inside a tag; replacing their entries changes what the tag renders. */
export function childLists(template: Template): Template[][] {
  if (template instanceof IfTag || template instanceof UnlessTag || template instanceof CaseTag) {
    const lists = template.branches.map((branch) => branch.templates);
    return template.elseTemplates === undefined ? lists : [...lists, template.elseTemplates];
  }
  if (template instanceof ForTag) return [template.templates, template.elseTemplates];
  if (template instanceof LiquidTag || template instanceof CaptureTag) return [template.templates];
  if (template instanceof ConnectedContentTag || template instanceof MessageExtrasTag) {
    return template.sections.map((section) => section.templates);
  }
  return [];
}

/** Names made by assign, capture, for, increment or connected_content anywhere in the templates. */
export function collectLocals(templates: readonly Template[], names: Set<string> = new Set()): Set<string> {
  for (const template of templates) {
    for (const token of template.localScope?.() ?? []) names.add(token.content);
    for (const name of template.blockScope?.() ?? []) names.add(name);
    for (const list of childLists(template)) collectLocals(list, names);
  }
  return names;
}

/** Local names whose value depends on a secret, however many steps away. */
export function collectSecretLocals(templates: readonly Template[]): Set<string> {
  const names = new Set<string>();
  for (let size = -1; size !== names.size; ) {
    size = names.size;
    spread(templates, names);
  }
  return names;
}

function spread(templates: readonly Template[], names: Set<string>): void {
  for (const template of templates) {
    if (template instanceof AssignTag && readsSecret(template, names)) addLocals(template, names);
    if (template instanceof ForTag && readsSecret(template, names)) names.add(template.variable);
    if (template instanceof CaptureTag && printsSecret(template.templates, names))
      names.add(template.variable);
    for (const list of childLists(template)) spread(list, names);
  }
}

function addLocals(template: Template, names: Set<string>): void {
  for (const token of template.localScope?.() ?? []) names.add(token.content);
}

function readsSecret(template: Template, names: ReadonlySet<string>): boolean {
  for (const argument of template.arguments?.() ?? []) {
    if (rootsOf(argument).some((root) => root === "secrets" || names.has(root))) return true;
  }
  return false;
}

function printsSecret(templates: readonly Template[], names: ReadonlySet<string>): boolean {
  return templates.some((template) => {
    const printed = template instanceof Output || childLists(template).length === 0;
    if (printed && readsSecret(template, names)) return true;
    return childLists(template).some((list) => printsSecret(list, names));
  });
}

/** The expression of a tag that has exactly one, such as assign or echo. */
export function onlyValue(template: Template): Value | null {
  const [first] = template.arguments?.() ?? [];
  return first instanceof Value ? first : null;
}
