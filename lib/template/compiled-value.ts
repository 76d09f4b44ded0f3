// Turns parsed Liquid expressions into plain functions: much faster than the engine's generators.

import {
  Drop,
  evalToken,
  type FilterImplOptions,
  type Liquid,
  type Token,
  TypeGuards,
  toValueSync,
  type Value,
} from "liquidjs";
import { ATTRIBUTE_ROOT } from "./attribute-syntax.ts";
import type { RenderContext } from "./render-context.ts";
import { readAttribute, readUser, rootReader } from "./scope.ts";

export type Evaluate = (ctx: RenderContext) => unknown;

/** Anything that knows whether a name is made by the template itself. */
export type Names = { has: (name: string) => boolean };

export type ValuePlan = {
  /** The value before any filter; missing when null or undefined. */
  initial: Evaluate;
  steps: FilterStep[];
};

type FilterArgument = { key: string | null; evaluate: Evaluate };
type Handler = (this: unknown, value: unknown, ...args: unknown[]) => unknown;
export type FilterStep = { name: string; apply: (ctx: RenderContext, value: unknown) => unknown };

/** Compiles an expression. `locals` are names the template itself makes, to be looked up before the data. */
export function planValue(value: Value, locals: Names, engine: Liquid): ValuePlan {
  return {
    initial: compileInitial(value, locals),
    steps: value.filters.map((filter) => compileFilter(filter, locals, engine)),
  };
}

/** Runs a plan from start to end. */
export function runPlan(plan: ValuePlan): Evaluate {
  return (ctx) => applySteps(plan.steps, plan.initial(ctx), ctx);
}

/** Sends a value through the filters. */
export function applySteps(steps: readonly FilterStep[], initial: unknown, ctx: RenderContext): unknown {
  let value = initial;
  for (const step of steps) value = step.apply(ctx, value);
  return value;
}

function compileInitial(value: Value, locals: Names): Evaluate {
  const [only, ...others] = value.initial.postfix;
  if (only !== undefined && others.length === 0) return compileToken(only, locals);
  return (ctx) => toValueSync(value.initial.evaluate(ctx));
}

type FilterNode = Value["filters"][number];

function compileFilter(filter: FilterNode, locals: Names, engine: Liquid): FilterStep {
  const implementation = engine.filters[filter.name];
  const handler = toHandler(implementation);
  const args = filter.args.map((arg): FilterArgument => {
    const [key = null, token] = Array.isArray(arg) ? arg : [null, arg];
    if (token === undefined) return { key, evaluate: () => undefined };
    // What `default` falls back to is only wanted when the value is missing too, which is reported anyway.
    const path = filter.name === "default" ? null : tokenPath(token);
    return { key, evaluate: reportMissing(compileToken(token, locals), path) };
  });
  const [first] = args;
  const simple = args.length <= 1 && (first === undefined || first.key === null);
  const apply = (ctx: RenderContext, value: unknown): unknown => {
    const self = { context: ctx, token: filter, liquid: engine };
    if (simple) {
      return settled(
        first === undefined ? handler.call(self, value) : handler.call(self, value, first.evaluate(ctx)),
      );
    }
    return settled(handler.apply(self, [value, ...args.map((arg) => evaluateArgument(arg, ctx))]));
  };
  return { name: filter.name, apply };
}

/** Wraps a reader so that a missing variable is reported by its path. */
export function reportMissing(evaluate: Evaluate, path: string | null): Evaluate {
  if (path === null) return evaluate;
  return (ctx) => {
    const value = evaluate(ctx);
    if (value === null || value === undefined) ctx.missing(path);
    return value;
  };
}

function evaluateArgument({ key, evaluate }: FilterArgument, ctx: RenderContext): unknown {
  return key === null ? evaluate(ctx) : [key, evaluate(ctx)];
}

function toHandler(implementation: FilterImplOptions | undefined): Handler {
  if (typeof implementation === "function") return implementation as Handler;
  if (implementation !== undefined) return implementation.handler as Handler;
  return (value) => value;
}

function settled(result: unknown): unknown {
  return typeof result === "object" && result !== null && "next" in result ? toValueSync(result) : result;
}

function compileToken(token: Token, locals: Names): Evaluate {
  if (TypeGuards.isPropertyAccessToken(token) && token.variable === undefined)
    return compilePath(token.props, locals);
  if (hasContent(token)) return () => token.content;
  return (ctx) => toValueSync(evalToken(token, ctx));
}

function compilePath(props: Token[], locals: Names): Evaluate {
  const [root, ...rest] = props;
  const name = keyOf(root);
  if (name === null) return () => undefined;
  const keys = rest.map((prop) => compileKey(prop, locals));
  const [second, ...deeper] = keys;
  if (!locals.has(name) && second?.constant !== undefined && (name === ATTRIBUTE_ROOT || name === "user")) {
    const attribute = second.constant;
    const read = name === "user" ? readUser : readAttribute;
    return follow((ctx) => read(ctx.session.data.profile, attribute), deeper);
  }
  const reader = locals.has(name) ? undefined : rootReader(name);
  if (reader !== undefined) return follow((ctx) => reader(ctx.session.data), keys);
  return follow((ctx) => ctx.lookup(name), keys);
}

type Key = { constant: string | undefined; evaluate: Evaluate };

function compileKey(token: Token, locals: Names): Key {
  const constant = keyOf(token);
  if (constant !== null) return { constant, evaluate: () => constant };
  return { constant: undefined, evaluate: compileToken(token, locals) };
}

function follow(start: Evaluate, keys: Key[]): Evaluate {
  if (keys.length === 0) return start;
  const [only] = keys;
  if (keys.length === 1 && only?.constant !== undefined) {
    const key = only.constant;
    return (ctx) => readKey(start(ctx), key, ctx);
  }
  return (ctx) => {
    let value = start(ctx);
    for (const key of keys) {
      if (value === null || value === undefined) return value;
      value = readKey(value, key.constant ?? key.evaluate(ctx), ctx);
    }
    return value;
  };
}

function readKey(value: unknown, key: unknown, ctx: RenderContext): unknown {
  if (value === null || value === undefined) return undefined;
  if (
    typeof value === "object" &&
    typeof key === "string" &&
    !(value instanceof Drop) &&
    Object.hasOwn(value, key)
  ) {
    const found = (value as Record<string, unknown>)[key];
    if (key !== "length" || !Array.isArray(value)) return found;
  }
  const index = Array.isArray(value) && typeof key === "string" && /^-?\d+$/.test(key) ? Number(key) : key;
  return ctx.readProperty(value as object, index as string);
}

/** The key as text when the author wrote it as a name, a quoted text or a number. */
function keyOf(token: Token | undefined): string | null {
  if (token === undefined) return null;
  if (TypeGuards.isWordToken(token) || TypeGuards.isQuotedToken(token)) return token.content;
  return TypeGuards.isNumberToken(token) ? String(token.content) : null;
}

/** Dotted path of a token that reads a variable, as shown to people: `event_properties.points`, `first_name`. */
export function tokenPath(token: Token): string | null {
  if (!TypeGuards.isPropertyAccessToken(token) || token.variable !== undefined) return null;
  const parts = token.props.map((prop) => keyOf(prop) ?? "*");
  if (parts[0] === ATTRIBUTE_ROOT && parts.length > 1) parts.shift();
  return parts.join(".");
}

function hasContent(token: Token): token is Token & { content: unknown } {
  return "content" in token;
}
