import { expect, it } from "vitest";
import { operations } from "#app/api/openapi/document.ts";
import { SCOPES, type Scope } from "#lib/workspace/permissions.ts";

/** Open no route of their own: they say what other routes show. */
const ELSEWHERE: readonly Scope[] = ["users.personal"];

it("every scope on offer opens a route", () => {
  const used = new Set(operations().flatMap(({ options }) => [options.scope, options.alsoScope]));
  const idle = SCOPES.filter((scope) => !used.has(scope) && !ELSEWHERE.includes(scope));
  expect(idle).toEqual([]);
});
