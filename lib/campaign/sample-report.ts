/** What renderings for many people say together: how many are valid, which branches they take, what they lack. */
import { branchCoverage } from "#lib/template/analyze.ts";
import type { CompiledMessage } from "#lib/template/compile-message.ts";
import type { RenderResult } from "#lib/template/render-result.ts";
import type { CheckAnswer } from "./sample-schema.ts";

export interface RenderedSample {
  sampleId: string | null;
  name: string;
  externalId: string | null;
  result: RenderResult;
  /** Standard attributes, custom attributes and event properties by the path Liquid reads them at. */
  values: ReadonlyMap<string, unknown>;
}

const MAX_FAILING = 20;

export function sampleReport(
  compiled: CompiledMessage,
  samples: readonly RenderedSample[],
  taken: ReadonlySet<string>,
  skipsConnectedContent: boolean,
): CheckAnswer {
  const failing = samples.flatMap(({ sampleId, name, externalId, result }) => {
    // Stopping on purpose is an outcome, not a mistake of the template.
    if (result.ok || result.reason === "liquid_abort_message") return [];
    const { field, code, message, words } = result;
    return [{ sample_id: sampleId, name, external_user_id: externalId, field, code, message, words }];
  });
  const { total, covered, missed } = branchCoverage(compiled, taken);
  return {
    total: samples.length,
    valid: samples.length - failing.length,
    failing: failing.slice(0, MAX_FAILING),
    branches: { total, covered, missed: missed.map(({ id: _id, ...branch }) => branch) },
    skips_connected_content: skipsConnectedContent,
    variables: variablesOf(samples),
  };
}

function variablesOf(samples: readonly RenderedSample[]): CheckAnswer["variables"] {
  const found = new Map<string, { example: unknown; known: number }>();
  for (const { values } of samples) {
    for (const [path, value] of values) {
      if (value === null || value === undefined || value === "") continue;
      const entry = found.get(path);
      if (entry) entry.known += 1;
      else found.set(path, { example: value, known: 1 });
    }
  }
  return [...found]
    .map(([path, { example, known }]) => ({
      path,
      type: typeOf(example),
      example,
      missing_percent: Math.round(((samples.length - known) / samples.length) * 100),
    }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "list";
  if (typeof value === "string") return "text";
  return typeof value;
}
