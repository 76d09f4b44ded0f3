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

function rootOf(token: Token): string | null {
  const [first] = TypeGuards.isPropertyAccessToken(token) ? token.props : [];
  if (first !== undefined && "content" in first) return String(first.content);
  return tokenPath(token)?.split(".")[0] ?? null;
}
