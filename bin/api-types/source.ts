/** The types of the API's calls, from its OpenAPI document. */
import { openApiDocument } from "#app/api/openapi/document.ts";
import type { JsonSchema } from "./json-schema.ts";
import { typeOf } from "./type-of.ts";

interface Parameter {
  in: string;
  name: string;
  required?: boolean;
  schema: JsonSchema;
}

type Content = Record<string, { schema?: JsonSchema }>;

interface Described {
  summary?: string;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, { content?: Content }>;
}

/** The types as source text. */
export function apiTypesSource(): string {
  const document = openApiDocument("http://localhost");
  const schemas = Object.entries((document.components?.schemas ?? {}) as Record<string, JsonSchema>);
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as unknown as Record<string, Described>).map(([method, described]) =>
      operation(`${method.toUpperCase()} ${path}`, described),
    ),
  );
  return [
    "/** Every call of the API: what it takes and what it answers. Made by `npm run db:generate`; do not edit. */",
    "",
    ...schemas.map(([name, schema]) => `export type ${name} = ${typeOf(schema, "")};\n`),
    "export interface Operations {",
    ...operations,
    "}",
    "",
  ].join("\n");
}

function operation(name: string, described: Described): string {
  const given = (place: string) => (described.parameters ?? []).filter((parameter) => parameter.in === place);
  const bodies = Object.entries(described.requestBody?.content ?? {});
  const json = bodies.find(([type]) => type === "application/json");
  const text = bodies.find(([type]) => type !== "application/json");
  const [, success] = Object.entries(described.responses).find(([status]) => status.startsWith("2")) ?? [];
  const answer = success?.content?.["application/json"]?.schema;
  const parts = [
    part("path", given("path")),
    part("query", given("query")),
    ...(json
      ? [`    body${described.requestBody?.required ? "" : "?"}: ${typeOf(json[1].schema, "    ")};`]
      : []),
    ...(text ? ["    text: string;"] : []),
  ].filter((line) => line !== "");
  return [
    `  /** ${described.summary ?? name} */`,
    `  ${JSON.stringify(name)}: {`,
    ...parts,
    `    answer: ${typeOf(answer, "    ")};`,
    "  };",
  ].join("\n");
}

function part(name: string, parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return "";
  const needed = parameters.some(({ required }) => required);
  const schema: JsonSchema = {
    type: "object",
    properties: Object.fromEntries(parameters.map(({ name: key, schema: of }) => [key, of])),
    required: parameters.filter(({ required }) => required).map(({ name: key }) => key),
    additionalProperties: false,
  };
  return `    ${name}${needed ? "" : "?"}: ${typeOf(schema, "    ")};`;
}
