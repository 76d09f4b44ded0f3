/** The rules of the usual OpenAPI linters, kept to by the document as a whole. */
import { describe, expect, it } from "vitest";
import { openApiDocument } from "./document.ts";

const document = openApiDocument("http://localhost:3000");

interface Described {
  operationId: string;
  summary: string;
  tags: string[];
  parameters?: { in: string; name: string; required?: boolean; schema?: object }[];
  responses: Record<string, { description?: string; content?: Record<string, { schema?: object }> }>;
  requestBody?: { content: Record<string, { schema?: object; example?: unknown }> };
  security?: Record<string, string[]>[];
}

interface One {
  name: string;
  path: string;
  operation: Described;
}

const all: One[] = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
  Object.entries(item as unknown as Record<string, Described>).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    path,
    operation,
  })),
);

/** Names of the operations that do not keep to a rule. */
const breaking = (rule: (one: One) => boolean): string[] =>
  all.filter((one) => !rule(one)).map(({ name }) => name);

const takesIfMatch = ({ operation }: One): boolean =>
  (operation.parameters ?? []).some(({ name }) => name === "If-Match");

describe("the API document", () => {
  it("gives operations ids that are unique and can be names in code", () => {
    expect(breaking(({ operation }) => /^[a-z][A-Za-z0-9_]*$/.test(operation.operationId))).toEqual([]);
    const ids = all.map(({ operation }) => operation.operationId);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it("gives operations short summaries without a full stop", () => {
    expect(breaking(({ operation }) => /^\S.{1,98}[^.\s]$/.test(operation.summary))).toEqual([]);
  });

  it("declares the one tag of each operation", () => {
    const declared = new Set(document.tags?.map(({ name }) => name));
    expect(breaking(({ operation }) => operation.tags.length === 1)).toEqual([]);
    expect(breaking(({ operation }) => operation.tags.every((tag) => declared.has(tag)))).toEqual([]);
  });

  it("declares the key that every operation needs", () => {
    expect(document.security).toEqual([{ apiKey: [] }]);
    expect(document.components?.securitySchemes).toHaveProperty("apiKey.scheme", "bearer");
    expect(breaking(({ operation }) => operation.security === undefined)).toEqual([]);
  });

  it("describes exactly the parameters of each path, as required", () => {
    const fits = ({ path, operation }: One): boolean => {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const given = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
      const named = given.map(({ name }) => name);
      return (
        JSON.stringify(inPath.toSorted()) === JSON.stringify(named.toSorted()) &&
        given.every(({ required, schema }) => required === true && schema !== undefined)
      );
    };
    expect(breaking(fits)).toEqual([]);
  });

  it("has no parameter twice, and no two paths that mean the same", () => {
    const once = ({ operation }: One): boolean => {
      const names = (operation.parameters ?? []).map((parameter) => `${parameter.in} ${parameter.name}`);
      return new Set(names).size === names.length;
    };
    expect(breaking(once)).toEqual([]);
    const shapes = Object.keys(document.paths ?? {}).map((path) => path.replaceAll(/\{\w+\}/g, "{}"));
    expect(new Set(shapes).size).toBe(shapes.length);
    expect(shapes.filter((path) => path.endsWith("/") || path.includes("?"))).toEqual([]);
  });

  it("says how each operation ends: with a success, or with errors of one shape", () => {
    const succeeds = ({ operation }: One) =>
      Object.keys(operation.responses).some((status) => status.startsWith("2"));
    expect(breaking(succeeds)).toEqual([]);
    for (const status of ["400", "401", "403", "404", "422", "429"])
      expect(breaking(({ operation }) => status in operation.responses)).toEqual([]);
    const described = ({ operation }: One): boolean =>
      Object.entries(operation.responses).every(
        ([status, { description, content }]) =>
          Boolean(description) && (status < "400" || content?.["application/json"]?.schema !== undefined),
      );
    expect(breaking(described)).toEqual([]);
  });

  it("says which changes take If-Match and may end with 412", () => {
    expect(breaking((one) => takesIfMatch(one) === "412" in one.operation.responses)).toEqual([]);
    expect(all.filter(takesIfMatch).length).toBeGreaterThan(20);
  });

  it("gives bodies a schema, and GET no body", () => {
    const described = ({ name, operation }: One): boolean =>
      operation.requestBody === undefined ||
      (!name.startsWith("GET") &&
        Object.values(operation.requestBody.content).every(({ schema }) => schema !== undefined));
    expect(breaking(described)).toEqual([]);
  });

  it("names the product, a licence and a server", () => {
    expect(document.info).toMatchObject({
      title: expect.any(String),
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      description: expect.any(String),
      license: { name: expect.any(String), identifier: expect.any(String) },
    });
    expect(document.servers).toEqual([{ url: "http://localhost:3000/api/v1" }]);
  });
});
