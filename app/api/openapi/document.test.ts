import { describe, expect, it } from "vitest";
import { currentSource, routeFolders, routeModulesSource } from "#bin/routes.ts";
import { ANSWERS } from "./answers.ts";
import { openApiDocument, operations } from "./document.ts";
import { EXAMPLES } from "./examples.ts";

const document = openApiDocument("http://localhost:3000");

describe("the API document", () => {
  it("knows every route: run `npm run routes` after adding or removing one", () => {
    expect(currentSource()).toBe(routeModulesSource(routeFolders()));
  });

  it("describes every method of every route", () => {
    for (const { method, path } of operations())
      expect(document.paths?.[path], path).toHaveProperty(method.toLowerCase());
  });

  it("gives every operation an id of its own, a summary and an answer", () => {
    const all = Object.values(document.paths ?? {}).flatMap((item) => Object.values(item));
    expect(new Set(all.map((operation) => operation.operationId)).size).toBe(all.length);
    for (const operation of all) expect(operation).toMatchObject({ summary: expect.stringMatching(/^\S.+/) });
  });

  it("shows examples that the routes take, and answers of routes that exist", () => {
    const byName = new Map(
      operations().map((operation) => [`${operation.method} ${operation.path}`, operation]),
    );
    expect(Object.keys(ANSWERS).filter((name) => !byName.has(name))).toEqual([]);
    for (const [name, example] of Object.entries(EXAMPLES))
      expect(byName.get(name)?.options.body?.safeParse(example).error, name).toBeUndefined();
  });

  it("refers only to components that it carries", () => {
    const text = JSON.stringify(document);
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g))
      expect(document.components?.schemas).toHaveProperty(name ?? "");
  });
});
