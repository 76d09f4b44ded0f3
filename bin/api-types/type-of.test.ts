import { describe, expect, it } from "vitest";
import type { JsonSchema } from "./json-schema.ts";
import { apiTypesSource } from "./source.ts";
import { typeOf } from "./type-of.ts";

it("every call of the API has its input and its answer", () => {
  const source = apiTypesSource();
  expect(source).toMatch(/"POST \/campaigns\/trigger\/send": \{\n {4}body: \{\n {6}campaign_id: string;/);
  expect(source).toMatch(/"GET \/campaigns\/\{campaign_id\}": \{\n {4}path: \{\n {6}campaign_id: string;/);
  expect(source).toMatch(/"POST \/campaigns\/trigger\/bulk": \{\n {4}query: \{[^}]+\};\n {4}text: string;/);
});

describe("a JSON schema", () => {
  const cases: [JsonSchema | undefined, string][] = [
    [undefined, "unknown"],
    [{}, "unknown"],
    [{ type: "integer" }, "number"],
    [{ type: ["string", "null"] }, "string | null"],
    [{ enum: ["a", 1] }, '"a" | 1'],
    [{ const: true }, "true"],
    [{ $ref: "#/components/schemas/Error" }, "Error"],
    [{ type: "array", items: { anyOf: [{ type: "string" }, { type: "number" }] } }, "(string | number)[]"],
    [{ type: "object", additionalProperties: { type: "string" } }, "{ [name: string]: string }"],
    [
      { type: "object", properties: { a: { type: "string" }, "b-c": { type: "null" } }, required: ["a"] },
      '{\n  a: string;\n  "b-c"?: null;\n}',
    ],
  ];
  it.each(cases)("%j is the type %s", (schema, type) => {
    expect(typeOf(schema, "")).toBe(type);
  });
});
