import { describe, expect, it } from "vitest";
import { newDefinition } from "./definition.ts";
import { createCanvasSchema } from "./schema.ts";
import { validateCanvas } from "./validate.ts";

const SEGMENT = "01a21e18-210a-727a-977c-2b1a02b0bc36";
const SELF = "01a21e18-210a-727a-977c-2b1a02b0bc40";
const OTHER = "01a21e18-210a-727a-977c-2b1a02b0bc41";
const facts = {
  secrets: new Set<string>(),
  contentBlocks: {},
  canvases: new Set<string>([OTHER]),
  self: SELF,
  leadBack: new Set<string>(),
  liveGoals: [],
  references: { names: new Map([[SEGMENT, "Gold"]]), former: new Map<string, string>() },
  archived: new Set<string>(),
};

function codes(steps: unknown[], rest: Record<string, unknown> = {}, more: object = {}): string[] {
  const definition = newDefinition(createCanvasSchema.parse({ name: "T", steps, ...rest }), () => "id");
  return validateCanvas(definition, { ...facts, ...more }).map(
    (finding) => `${finding.code} ${finding.step_id}`,
  );
}

const delay = (id: string, next: string | null, seconds = 1) => ({
  id,
  type: "delay",
  delay: { seconds },
  next,
});
const set = (id: string, next: string | null, name = "x") => ({
  id,
  type: "context",
  set: { [name]: 1 },
  next,
});

describe("validation of a canvas", () => {
  it("finds paths to steps that do not exist", () => {
    expect(codes([delay("a", "gone")])).toEqual(["journey.dangling a"]);
  });

  it("finds steps that no path leads to", () => {
    expect(codes([delay("a", null), delay("b", null)])).toEqual(["journey.unreachable b"]);
  });

  it("refuses a loop that never waits, and allows one that does", () => {
    expect(codes([set("a", "b"), set("b", "a")])).toEqual(["journey.no_exit_of_loop a"]);
    expect(codes([set("a", "b"), delay("b", "a", 60)])).toEqual([]);
  });

  it.each([
    [{ seconds: 0.001 }, false],
    [{ until: "2026-12-01T00:00:00Z" }, false],
    [{ attribute: "born" }, false],
    [{ days: 0, time: "09:00" }, false],
    [{ days: 1, time: "09:00" }, true],
    [{ weekday: "monday", time: "09:00" }, true],
    [{ time_of_day: "09:00" }, true],
  ])("takes in a loop only what is waited for each time: %o", (wait, holds) => {
    const steps = [set("a", "b"), { id: "b", type: "delay", delay: wait, next: "a" }];
    expect(codes(steps)).toEqual(holds ? [] : ["journey.no_exit_of_loop a"]);
  });

  it("refuses a journey that starts itself, and points out a circle of journeys", () => {
    const start = (canvas_id: string) => [{ id: "a", type: "canvas", canvas_id, next: null }];
    expect(codes(start(SELF))).toEqual(["journey.enters_itself a"]);
    expect(codes(start(OTHER))).toEqual([]);
    expect(codes(start(OTHER), {}, { leadBack: new Set([OTHER]) })).toEqual(["journey.leads_back a"]);
  });

  it("refuses to wait for a campaign that is archived, as campaigns do", () => {
    const names = new Map([[OTHER, "Old"]]);
    const known = { references: { names, former: new Map() }, archived: new Set([OTHER]) };
    const entry = { type: "action", triggers: [{ type: "campaign_received", campaign_id: OTHER }] };
    expect(codes([delay("a", null)], { entry }, known)).toEqual(["archived_campaign null"]);
    expect(codes([delay("a", null)], { entry }, { ...known, archived: new Set() })).toEqual([]);
  });

  it("points out an event that lets people in and is tracked on the way", () => {
    const entry = { type: "action", event: "x", re_entry: { allowed: true, after_seconds: 0 } };
    const body = { type: "json", value: { events: [{ name: "x", external_id: "u1" }] } };
    const webhook = { url: "{{ app.base_url }}/api/v1/users/track", body };
    const steps = [
      { id: "a", type: "user_update", events: [{ name: "x" }], next: "b" },
      { id: "b", type: "message", webhook },
    ];
    expect(codes(steps, { entry })).toEqual(["journey.starts_itself a", "journey.starts_itself b"]);
  });

  it("keeps goals that are live what and where they are", () => {
    const live = (goals: unknown[]) => ({
      liveGoals: newDefinition(createCanvasSchema.parse({ name: "T", conversions: goals }), () => "id")
        .conversions,
    });
    const [bought, rated] = [{ event: "bought" }, { event: "rated" }];
    const check = (conversions: unknown[]) => codes([delay("a", null)], { conversions }, live([bought]));
    expect(check([bought])).toEqual([]);
    expect(check([{ ...bought, window_seconds: 60 }, rated])).toEqual([]);
    expect(check([rated, bought])).toEqual(["journey.goal_changed null"]);
    expect(check([])).toEqual(["journey.goal_changed null"]);
  });

  it("looks for what splits and checks before sending ask about", () => {
    const gone = { op: "and", filters: [{ type: "segment", segment_id: OTHER }] };
    const webhook = { url: "https://a.example/" };
    const found = codes([
      { id: "s", type: "decision_split", filter: gone, yes: "g", no: "g" },
      { id: "g", type: "audience_paths", groups: [{ filter: gone, next: "m" }], else: "m" },
      { id: "m", type: "message", webhook, validation: { filter: gone, otherwise: "skip" } },
    ]);
    expect(found).toEqual(["dependency.missing s", "dependency.missing g", "dependency.missing m"]);
  });

  it("names what is missing of a step", () => {
    expect(codes([{ id: "m", type: "message" }])).toEqual(["missing_webhook m"]);
    expect(codes([{ id: "s", type: "decision_split" }])).toEqual(["journey.missing_piece s"]);
  });

  it("finds a variable that no earlier step sets", () => {
    const early = { id: "a", type: "context", set: { y: "{{context.${x}}}" }, next: "b" };
    expect(codes([early, set("b", null)])).toEqual(["journey.out_of_scope a"]);
  });

  it("refuses an exit rule that holds for everybody, and looks for the campaign whose receipt starts a canvas", () => {
    const exit_criteria = [{ filter: { op: "and", filters: [] } }];
    expect(codes([delay("a", null)], { exit_criteria })).toEqual(["journey.exit_everybody null"]);
    const triggers = [{ type: "campaign_received", campaign_id: "01a21e18-210a-727a-977c-2b1a02b0bc37" }];
    expect(codes([delay("a", null)], { entry: { type: "action", triggers } })).toEqual([
      "dependency.missing null",
    ]);
  });

  it("names triggers and goals that do not say yet what they wait for, and nothing else is wrong with them", () => {
    const entry = {
      type: "action",
      triggers: [
        { type: "custom_event", event: "" },
        { type: "campaign_received", campaign_id: "" },
        { type: "segment_entry", segment_id: "" },
      ],
    };
    const found = codes([delay("a", null)], { entry, conversions: [{ event: "" }, { type: "purchase" }] });
    expect(found).toEqual(Array.from({ length: 4 }, () => "journey.unnamed null"));
    expect(codes([delay("a", null)], { entry: { type: "action", event: "" } })).toEqual([
      "journey.unnamed null",
    ]);
  });

  it("looks for the segments whose entry starts a canvas", () => {
    const by = (segment_id: string) => ({
      entry: { type: "action", triggers: [{ type: "segment_entry", segment_id }] },
    });
    expect(codes([delay("a", null)], by(SEGMENT))).toEqual([]);
    const unknown = by("01a21e18-210a-727a-977c-2b1a02b0bc37");
    expect(codes([delay("a", null)], unknown)).toEqual(["dependency.missing null"]);
  });

  it("refuses unknown kinds and more than 500 steps before anything else", () => {
    const parse = (steps: unknown[]) => createCanvasSchema.safeParse({ name: "T", steps }).success;
    expect(parse([{ id: "a", type: "teleport" }])).toBe(false);
    expect(parse(Array.from({ length: 10_000 }, (_, index) => delay(`s${index}`, null)))).toBe(false);
  });
});
