import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openApiDocument, operations } from "#app/api/openapi/document.ts";
import { type CallOptions, keyOf, useApi } from "#lib/testing/api-server.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";

useTestDatabase();
const call = useApi();

const CALLS_PER_OPERATION = 12;
/** Answers that go on for as long as somebody listens. */
const ENDLESS = new Set(["/live"]);

type Schema = Record<string, unknown> & {
  properties?: Record<string, Schema>;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  enum?: unknown[];
};

const document = openApiDocument("http://localhost");
const components = (document.components?.schemas ?? {}) as Record<string, Schema>;

const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    null,
    "",
    "\u0000",
    "{{",
    "{{ secrets.x }}",
    "%00",
    "../..",
    1e308,
    -1,
    0.5,
    [],
    {},
    "🦊",
    "1".repeat(5_000),
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Mostly what the schema says, sometimes something else. */
function values(schema: Schema | undefined, depth = 0): fc.Arbitrary<unknown> {
  if (!schema || depth > 4) return odd;
  return fc.oneof({ weight: 6, arbitrary: fitting(schema, depth) }, { weight: 1, arbitrary: odd });
}

function fitting(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  if (typeof schema.$ref === "string")
    return values(components[schema.$ref.split("/").at(-1) ?? ""], depth + 1);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if ("const" in schema) return fc.constant(schema.const);
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices?.length) return fc.oneof(...choices.map((choice) => values(choice, depth + 1)));
  switch (schema.type) {
    case "object":
      return objects(schema, depth);
    case "array":
      return fc.array(values(schema.items, depth + 1), { maxLength: 3 });
    case "integer":
      return fc.integer({ min: -5, max: 1_000 });
    case "number":
      return fc.double({ noNaN: true });
    case "boolean":
      return fc.boolean();
    case "string":
      return fc.oneof(
        fc.string({ maxLength: 30 }),
        fc.constantFrom("2026-01-31T09:00:00Z", "a", "https://example.com/{{x}}"),
      );
    default:
      return odd;
  }
}

function objects(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const shape = Object.entries(schema.properties ?? {}).map(
    ([name, inner]) => [name, values(inner, depth + 1)] as const,
  );
  return fc.record(Object.fromEntries(shape), { requiredKeys: [] });
}

interface DocumentedOperation {
  parameters?: { in: string; name: string; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

function requests(path: string, method: string): fc.Arbitrary<{ path: string; options: CallOptions }> {
  const item = document.paths?.[path] as unknown as Record<string, DocumentedOperation>;
  const { parameters = [], requestBody } = item[method.toLowerCase()] ?? {};
  const inside = parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name);
  const query = parameters.filter((parameter) => parameter.in === "query");
  return fc
    .record({
      ids: fc.tuple(...inside.map(() => fc.oneof(fc.uuid(), fc.string({ minLength: 1, maxLength: 20 })))),
      query: fc.record(Object.fromEntries(query.map(({ name, schema }) => [name, values(schema)])), {
        requiredKeys: [],
      }),
      body: values(requestBody?.content["application/json"]?.schema),
      raw: fc.option(fc.string(), { freq: 10, nil: undefined }),
    })
    .map(({ ids, query: given, body, raw }) => {
      const filled = inside.reduce(
        (text, name, index) => text.replace(`{${name}}`, encodeURIComponent(String(ids[index]))),
        path,
      );
      const search = new URLSearchParams(
        Object.entries(given).map(([name, value]) => [
          name,
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
      ).toString();
      const options = method === "GET" ? {} : raw === undefined ? { body } : { raw };
      return { path: search ? `${filled}?${search}` : filled, options };
    });
}

describe("calls made up from the API document", () => {
  const all = operations().filter(({ path }) => !ENDLESS.has(path));
  it.each(all.map(({ method, path }) => [method, path] as const))(
    "%s %s never fails on our side",
    async (method, path) => {
      const key = await keyOf(await createWorkspace());
      const check = async (request: { path: string; options: CallOptions }) => {
        const answer = await call(method, request.path, { key, ...request.options });
        expect(answer.status, answer.text).toBeLessThan(500);
        expect(answer.text).not.toMatch(/\n\s+at |node_modules/);
        if (answer.status >= 400 && answer.status !== 405 && answer.body)
          expect(answer.body).toMatchObject({ message: expect.any(String), request_id: expect.any(String) });
      };
      await fc.assert(fc.asyncProperty(requests(path, method), check), {
        numRuns: CALLS_PER_OPERATION,
        endOnFailure: true,
      });
    },
  );
});
