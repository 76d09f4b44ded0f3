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
import { SecretLocals, type Source } from "./secret-locals.ts";
import { ConnectedContentTag } from "./tags/connected-content.ts";
import { MessageExtrasTag } from "./tags/message-extras.ts";
import { readsOf } from "./token-roots.ts";

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
export function collectSecretLocals(templates: readonly Template[]): SecretLocals {
  const locals = new SecretLocals();
  while (spread(templates, locals));
  return locals;
}

/** One step further; true when something was learned. */
function spread(templates: readonly Template[], locals: SecretLocals): boolean {
  let learned = false;
  for (const template of templates) {
    if (template instanceof ConnectedContentTag && template.variable !== null && carries(template, locals))
      learned = locals.addEcho(template.variable) || learned;
    for (const local of localsOf(template)) {
      const made =
        template instanceof CaptureTag ? printed(template.templates, locals) : read(template, locals);
      learned = locals.add(local, made) || learned;
    }
    for (const list of childLists(template)) learned = spread(list, locals) || learned;
  }
  return learned;
}

/** Whether any way through the parts of a call reads a secret, printed or not. */
function carries(template: Template, locals: SecretLocals): boolean {
  return childLists(template).some((list) =>
    list.some((inner) => read(inner, locals).length > 0 || carries(inner, locals)),
  );
}

/** The names under which a template keeps a value it was given. */
function localsOf(template: Template): string[] {
  if (template instanceof ForTag || template instanceof CaptureTag) return [template.variable];
  if (!(template instanceof AssignTag)) return [];
  return [...template.localScope()].map((token) => token.content);
}

function read(template: Template, locals: SecretLocals): Source[] {
  return [...(template.arguments?.() ?? [])].flatMap((argument) => locals.sourcesOf(readsOf(argument)));
}

function printed(templates: readonly Template[], locals: SecretLocals): Source[] {
  return templates.flatMap((template) => {
    // What a call carries goes elsewhere.
    if (template instanceof ConnectedContentTag) return [];
    const lists = childLists(template);
    const own = template instanceof Output || lists.length === 0 ? read(template, locals) : [];
    return [...own, ...lists.flatMap((list) => printed(list, locals))];
  });
}

/** The expression of a tag that has exactly one, such as assign or echo. */
export function onlyValue(template: Template): Value | null {
  const [first] = template.arguments?.() ?? [];
  return first instanceof Value ? first : null;
}
