// Finds every variable an expression reads.

import { type Token, TypeGuards, Value } from "liquidjs";
import { tokenPath } from "./compiled-value.ts";

/** Calls `visit` with each token of the expression that reads a variable. */
export function visitVariables(argument: Value | Token, visit: (token: Token) => void): void {
  if (argument instanceof Value) {
    visitExpression(argument.initial.postfix, argument.filters, visit);
    return;
  }
  if (TypeGuards.isPropertyAccessToken(argument)) {
    if (argument.variable === undefined) visit(argument);
    else visitVariables(argument.variable, visit);
    for (const prop of argument.props)
      if (TypeGuards.isPropertyAccessToken(prop)) visitVariables(prop, visit);
  } else if (TypeGuards.isRangeToken(argument)) {
    visitVariables(argument.lhs, visit);
    visitVariables(argument.rhs, visit);
  } else if (TypeGuards.isFilteredValueToken(argument)) {
    visitExpression(argument.initial.postfix, argument.filters, visit);
  }
}

type HasArguments = { args: (Token | [string?, Token?] | undefined)[] };

function visitExpression(
  tokens: readonly Token[],
  filters: readonly HasArguments[],
  visit: (token: Token) => void,
): void {
  for (const token of tokens) visitVariables(token, visit);
  for (const { args } of filters) {
    for (const arg of args) {
      const token = Array.isArray(arg) ? arg[1] : arg;
      if (token !== undefined) visitVariables(token, visit);
    }
  }
}

/** First names of all paths an expression reads. */
export function rootsOf(argument: Value | Token): string[] {
  const roots: string[] = [];
  visitVariables(argument, (token) => {
    const root = rootOf(token);
    if (root !== null) roots.push(root);
  });
  return roots;
}

/** What an expression reads, as far as it matters who may see it: first names of paths, and each secret by its own name. */
export function readsOf(argument: Value | Token): string[] {
  const reads: string[] = [];
  visitVariables(argument, (token) => {
    const root = rootOf(token);
    if (root !== null) reads.push(root === "secrets" ? secretRead(tokenPath(token)) : root);
  });
  return reads;
}

const SECRET = "secrets.";

/** `*` stands for a name computed while rendering. */
function secretRead(path: string | null): string {
  return SECRET + (path?.split(".")[1] ?? "*");
}

/** The name of the secret that is read, or null for everything else. */
export function secretOfRead(read: string): string | null {
  return read.startsWith(SECRET) ? read.slice(SECRET.length) : null;
}

function rootOf(token: Token): string | null {
  const [first] = TypeGuards.isPropertyAccessToken(token) ? token.props : [];
  if (first !== undefined && "content" in first) return String(first.content);
  return tokenPath(token)?.split(".")[0] ?? null;
}
