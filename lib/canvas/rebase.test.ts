import { describe, expect, it } from "vitest";
import type { PersonFacts } from "#lib/segment/matches.ts";
import { newDefinition } from "./definition.ts";
import type { Entry } from "./entry.ts";
import { rebase } from "./rebase.ts";
import { createCanvasSchema } from "./schema.ts";
import type { TurnFacts } from "./turn.ts";

const since = new Date("2026-11-10T12:00:00Z");
const now = new Date("2026-11-12T12:00:00Z");
const tomorrow = new Date("2026-11-13T09:00:00Z");

function version(steps: unknown[]) {
  const definition = newDefinition(createCanvasSchema.parse({ name: "J", steps }), () => "id");
  return { id: "v2", definition, steps: new Map(definition.steps.map((step) => [step.id, step])) };
}

const entry: Entry = {
  id: "e",
  workspaceId: "w",
  canvasId: "c",
  versionId: "v1",
  profileId: "p",
  externalUserId: "u1",
  variantId: null,
  state: "active",
  reason: null,
  stepId: "a",
  seq: 3,
  since,
  waitingFor: "delay",
  waitUntil: new Date("2026-12-01T00:00:00Z"),
  wakeAt: new Date("2026-12-01T00:00:00Z"),
  listens: [],
  deliveryId: null,
  context: {},
  event: null,
  startedBy: "x",
  parentEntryId: null,
  loopDepth: 0,
  failingSince: null,
  enteredAt: since,
  endedAt: null,
};
const person: PersonFacts = {
  profileId: "p",
  externalId: "u1",
  attributes: {},
  customAttributes: {},
  timeZone: null,
  randomBucket: 1,
} as PersonFacts;
const facts: TurnFacts = {
  person,
  workspaceZone: "UTC",
  holds: () => false,
  exits: false,
  render: (value) => ({ ok: true, value }),
};
const delay = (rest: object) => ({ id: "a", type: "delay", next: null, ...rest });

describe("moving people to a new version", () => {
  it.each([
    { delay: { until: "2026-11-11T00:00:00Z" }, if_past: "exit" },
    { delay: { attribute: "born" }, if_missing: "exit" },
  ])("lets those leave whom the new wait would not keep: %o", (wait) => {
    const old = version([delay({ delay: { until: "2026-12-01T00:00:00Z" } })]).steps.get("a") ?? null;
    const after = rebase(entry, old, version([delay(wait)]), null, facts, now);
    expect(after).toMatchObject({
      due: true,
      entry: { stepId: "a", waitingFor: "arrive", since, wakeAt: now },
    });
  });

  it("starts nobody early who waits for the moment of their start", () => {
    const waiting: Entry = { ...entry, waitingFor: "arrive", waitUntil: tomorrow, wakeAt: tomorrow };
    const target = version([{ ...delay({ delay: { seconds: 60 } }), id: "b" }]);
    const after = rebase(waiting, null, target, "b", facts, now);
    expect(after).toMatchObject({
      due: false,
      entry: { stepId: "b", waitUntil: tomorrow, wakeAt: tomorrow },
    });
  });
});
