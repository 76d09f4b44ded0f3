import { describe, expect, it } from "vitest";
import { newDefinition } from "#lib/canvas/definition.ts";
import { type CanvasDefinition, createCanvasSchema } from "#lib/canvas/schema.ts";
import { completePart } from "./complete-part.ts";

const wait = (id: string, seconds: number) => ({ id, type: "delay", delay: { seconds } });
const documentWith = (steps: unknown[]): CanvasDefinition =>
  newDefinition(createCanvasSchema.parse({ name: "J", steps }), () => "id");

describe("what is stored of a journey on the screen", () => {
  const stored = documentWith([wait("a", 60), wait("b", 60)]);

  it("is all of it when all of it can be", () => {
    expect(completePart(stored, stored.steps)).toEqual({ complete: stored });
  });

  it("is a step as it was stored before when it cannot be now, with all work on the others", () => {
    const [a, b] = documentWith([wait("a", 120), wait("b", 60)]).steps;
    const broken = { ...b, name: "x".repeat(300) } as CanvasDefinition["steps"][number];
    const fresh = { ...broken, id: "c" } as typeof broken;
    const document = { ...stored, name: "New", steps: [a, broken, fresh] } as CanvasDefinition;
    const { complete, issue } = completePart(document, stored.steps);
    expect(complete).toMatchObject({ name: "New", steps: [a, stored.steps[1]] });
    expect(complete.steps).toHaveLength(2);
    expect(issue?.path).toEqual(["steps", 1, "name"]);
  });

  it("is everything but a field that cannot be", () => {
    const { complete } = completePart({ ...stored, name: "" }, stored.steps);
    expect(complete).not.toHaveProperty("name");
    expect(complete.steps).toEqual(stored.steps);
  });
});
