/** An expression of a mapping: a path (`$.data.id`), Liquid over the body, or text that stands for itself. Pure. */
import { Context, type Template } from "liquidjs";
import { engine } from "#lib/template/engine.ts";

const LIMITS = { renderLimit: 100, memoryLimit: 1_000_000 };
/** Tags that only decide and compute; none that calls somebody or ends the rendering. */
const TAGS = new Set(
  "if elsif else endif unless endunless case when endcase assign capture endcapture for endfor break continue comment endcomment raw endraw".split(
    " ",
  ),
);
const CACHE_SIZE = 500;
const parsed = new Map<string, Template[]>();

/** What is there for the item; undefined where there is nothing. Liquid that fails gives nothing. */
export function evaluate(item: unknown, expression: string): unknown {
  if (expression.startsWith("$")) return valueAt(item, expression);
  if (!isLiquid(expression)) return expression;
  try {
    return renderLiquid(item, expression);
  } catch {
    return undefined;
  }
}

/** What is wrong with an expression, or null. */
export function expressionProblem(expression: string): string | null {
  if (!isLiquid(expression)) return null;
  const tag = [...expression.matchAll(/\{%-?\s*(\w+)/g)]
    .map(([, name]) => name ?? "")
    .find((name) => !TAGS.has(name));
  if (tag !== undefined) return `The Liquid tag "${tag}" cannot be used here.`;
  try {
    templateOf(expression);
    return null;
  } catch (error) {
    return `The Liquid cannot be read: ${error instanceof Error ? error.message : "syntax error"}`;
  }
}

/** What a path such as `$.data.items[0].sku` leads to. */
export function valueAt(root: unknown, path: string): unknown {
  const steps = path.slice(1).match(/[^.[\]'"]+/g) ?? [];
  let value = root;
  for (const step of steps) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

function isLiquid(expression: string): boolean {
  return expression.includes("{{") || expression.includes("{%");
}

/** One single `{{ … }}` keeps the type of its value; anything else is text. Fields of the body stand by themselves and in `body`. */
function renderLiquid(item: unknown, expression: string): unknown {
  if (expressionProblem(expression) !== null) return undefined;
  const fields = typeof item === "object" && item !== null && !Array.isArray(item) ? item : {};
  const scope = { ...fields, body: item };
  const single = /^\s*\{\{-?((?:(?!\}\}).)*?)-?\}\}\s*$/s.exec(expression)?.[1];
  if (single !== undefined) return engine.evalValueSync(single, limited(scope)) as unknown;
  const text = engine.renderSync(templateOf(expression), scope, LIMITS) as string;
  return text.trim();
}

/** A range of the sender's choosing must not fill the memory of the process. */
function limited(scope: object): Context {
  return new Context(scope, engine.options, { sync: true, ...LIMITS }, { liquid: engine });
}

function templateOf(expression: string): Template[] {
  const known = parsed.get(expression);
  if (known) return known;
  if (parsed.size >= CACHE_SIZE) parsed.clear();
  const template = engine.parse(expression);
  parsed.set(expression, template);
  return template;
}
