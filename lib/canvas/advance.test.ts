import { describe, expect, it } from "vitest";
import { advance, listensFor } from "./advance.ts";
import type { AdvanceFacts, Cause, HappenedEvent, Situation } from "./decision.ts";
import { newDefinition } from "./definition.ts";
import { createCanvasSchema } from "./schema.ts";

const now = new Date("2026-03-02T12:00:00Z");
const definition = newDefinition(
  createCanvasSchema.parse({
    name: "T",
    steps: [
      {
        id: "weigh",
        type: "action_paths",
        ranked: true,
        window_seconds: 3_600,
        groups: [
          { event: "bought", save_event_as: "best", next: "a" },
          { event: "looked", next: "b" },
        ],
        else: "c",
      },
    ],
  }),
  () => "id",
);
const facts: AdvanceFacts = {
  person: {
    profileId: "p",
    externalId: "u1",
    attributes: {},
    customAttributes: {},
    timeZone: null,
    randomBucket: 0,
    createdAt: now,
  },
  workspaceZone: "UTC",
  holds: () => false,
  render: (value) => ({ ok: true, value }),
};
const situation: Situation = {
  entryId: "e",
  canvasId: "c",
  waitingFor: "event",
  waitUntil: now,
  since: new Date(now.getTime() - 3_600_000),
  context: {},
};
const event = (name: string): HappenedEvent => ({
  id: name,
  kind: "event",
  name,
  time: "2026-03-02T11:30:00Z",
  properties: {},
});
const decide = (cause: Cause) => {
  const [step] = definition.steps;
  if (!step) throw new Error("no step");
  return advance(definition, step, situation, cause, facts, now);
};

describe("a step that weighs events when its window ends", () => {
  it("listens to none of them meanwhile", () => {
    expect(listensFor(definition, definition.steps[0] ?? null)).toEqual([]);
    expect(decide({ kind: "event", event: event("looked") })).toEqual({ kind: "ignore" });
  });

  it("takes the highest path that happened, whichever came first", () => {
    const happened = [event("looked"), event("bought")];
    expect(decide({ kind: "timer", happened })).toMatchObject({
      path: "group:0",
      next: "a",
      context: { best: { name: "bought" } },
    });
    expect(decide({ kind: "timer", happened: [event("looked")] })).toMatchObject({
      path: "group:1",
      next: "b",
    });
  });

  it("takes the other path when none happened", () => {
    expect(decide({ kind: "timer", happened: [event("slept")] })).toMatchObject({ path: "else", next: "c" });
    expect(decide({ kind: "timer" })).toMatchObject({ path: "else" });
  });
});
