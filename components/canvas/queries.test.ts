import { describe, expect, it } from "vitest";
import { type CanvasDefinition, canvasDefinitionSchema } from "#lib/canvas/schema.ts";
import { ENTRY_ID, layoutGraph } from "./layout.ts";
import { withStart } from "./queries.ts";

const definition = (start: string | null, steps: unknown[]): CanvasDefinition =>
  canvasDefinitionSchema.parse({
    name: "Hello",
    description: "",
    entry: { type: "api_trigger" },
    audience: { op: "and", filters: [] },
    exit_criteria: [],
    start,
    steps,
    quiet_hours: null,
    rate_limit: { per_minute: null },
    retry: {},
    conversions: [],
    tags: [],
    layout: {},
    variants: [],
  });
const first = { id: "first", type: "delay", delay: { seconds: 60 }, next: "second" };
const second = { id: "second", type: "delay", delay: { seconds: 60 } };

describe("a published definition that names no start", () => {
  it("is drawn with the way from the entry to its first step", () => {
    const shown = withStart(definition(null, [first, second]));
    const ways = layoutGraph(shown).edges.filter(({ source }) => source === ENTRY_ID);
    expect(ways).toMatchObject([{ target: "first", open: false }]);
  });

  it("keeps the start it names, and has none without steps", () => {
    expect(withStart(definition("second", [first, second])).start).toBe("second");
    expect(withStart(definition(null, [])).start).toBeNull();
  });
});
