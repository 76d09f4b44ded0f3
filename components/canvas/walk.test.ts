import { describe, expect, it } from "vitest";
import { newDefinition } from "#lib/canvas/definition.ts";
import { createCanvasSchema } from "#lib/canvas/schema.ts";
import { stepSchema } from "#lib/canvas/step-schema.ts";
import type { Graph } from "./graph.ts";
import { addNote, changeNote, removeNote } from "./notes.ts";
import { walk } from "./walk.ts";

const graph: Graph = {
  start: "wait",
  steps: stepSchema.array().parse([
    { id: "wait", type: "delay", delay: { seconds: 1 }, next: "split" },
    { id: "split", type: "decision_split", filter: { op: "and", filters: [] }, yes: "gold", no: "others" },
    { id: "gold", type: "delay", delay: { seconds: 1 }, next: "thanks" },
    { id: "thanks", type: "delay", delay: { seconds: 1 }, next: null },
    { id: "others", type: "delay", delay: { seconds: 1 }, next: null },
  ]),
};

describe("walking with the arrow keys", () => {
  it("follows the first way down and goes back up", () => {
    expect(walk(graph, null, "down")).toBe("wait");
    expect(walk(graph, "split", "down")).toBe("gold");
    expect(walk(graph, "gold", "up")).toBe("split");
    expect(walk(graph, "wait", "up")).toBe("wait");
    expect(walk(graph, "thanks", "down")).toBe("thanks");
  });

  it("crosses to the path beside, from any step on it", () => {
    expect(walk(graph, "gold", "right")).toBe("others");
    expect(walk(graph, "thanks", "right")).toBe("others");
    expect(walk(graph, "others", "left")).toBe("gold");
    expect(walk(graph, "others", "right")).toBe("others");
  });
});

describe("sticky notes", () => {
  it("are added, written and taken away without touching a step", () => {
    const definition = newDefinition(createCanvasSchema.parse({ name: "T", steps: graph.steps }), () => "id");
    const { document, id } = addNote(definition, { x: 1, y: 2 });
    const written = changeNote(document, id, { text: "Ask Ana" });
    expect(written.layout.notes).toEqual([{ id: "note", text: "Ask Ana", position: { x: 1, y: 2 } }]);
    expect(written.steps).toBe(definition.steps);
    expect(removeNote(written, id).layout.notes).toEqual([]);
  });
});
