import { describe, expect, it } from "vitest";
import { newDefinition } from "#lib/campaign/definition.ts";
import { createCampaignSchema } from "#lib/campaign/schema.ts";
import { newDefinition as newCanvas } from "#lib/canvas/definition.ts";
import { createCanvasSchema } from "#lib/canvas/schema.ts";
import { placeOf } from "./anchors.ts";
import { changesBetween } from "./changes.ts";
import { type ReviewContent, sectionHashesOf, segmentIdsIn } from "./content.ts";

const LINES = '{\n  "id": {{ ${user_id} | json }},\n  "points": 10\n}';
const BODY = "variations.0.webhook.body.value";

function campaign(over: object = {}, webhook: object = {}): ReviewContent {
  const variations = [
    {
      name: "A",
      webhook: {
        method: "POST",
        url: "https://api.example.com/credit",
        body: { type: "json", value: LINES },
        ...webhook,
      },
    },
  ];
  const input = createCampaignSchema.parse({ name: "Credit", variations, ...over });
  let next = 0;
  const definition = newDefinition(input, () => `00000000-0000-4000-8000-00000000000${next++}`);
  return { type: "campaign", definition, content_blocks: {}, segments: {} };
}

function canvas(steps: object[], over: object = {}): ReviewContent {
  const definition = newCanvas(createCanvasSchema.parse({ name: "J", steps, ...over }), () => "v");
  return { type: "canvas", definition, content_blocks: {}, segments: {} };
}

const changedSections = (a: ReviewContent, b: ReviewContent): string[] => {
  const [before, after] = [sectionHashesOf(a), sectionHashesOf(b)];
  return Object.keys(before).filter((key) => before[key as "message"] !== after[key as "message"]);
};

describe("section hashes", () => {
  it.each([
    ["a rename", campaign({ name: "Other", description: "d", tags: ["t"] }), []],
    ["a body", campaign({}, { body: { type: "json", value: "{}" } }), ["message"]],
    ["a rate limit", campaign({ rate_limit: { per_minute: 5 } }), ["delivery"]],
    ["an audience", campaign({ audience: { op: "or", filters: [] } }), ["audience"]],
    ["a goal", campaign({ conversions: [{ event: "bought" }] }), ["conversions"]],
    ["retries", campaign({ retry: { schedule_seconds: [1] } }), ["message"]],
  ])("of a campaign move with %s", (_name, after, expected) => {
    expect(changedSections(campaign(), after)).toEqual(expected);
  });

  it("move with a name that a template prints, and with the content blocks and segments in use", () => {
    const printing = { url: "https://api.example.com/{{campaign.${name}}}" };
    expect(changedSections(campaign({}, printing), campaign({ name: "B" }, printing))).toEqual(["message"]);
    expect(changedSections(campaign(), { ...campaign(), content_blocks: { foot: "Bye" } })).toEqual([
      "message",
    ]);
    const segments = { s: { name: "VIP", filter: { op: "and" as const, filters: [] } } };
    expect(changedSections(campaign(), { ...campaign(), segments })).toEqual(["audience"]);
    const renamed = { s: { ...segments.s, name: "Gold" } };
    expect(changedSections({ ...campaign(), segments }, { ...campaign(), segments: renamed })).toEqual([]);
  });

  it.each([
    '{{ campaign["name"] }}',
    "{% assign c = campaign %}{{ c.name }}",
    "{{ campaign | json }}",
    "{{ campaign[part] }}",
    "{% if campaign.name contains 'x' %}y{% endif %}",
  ])("move with a name that is read as %s", (value) => {
    const printing = { body: { type: "text", value } };
    expect(changedSections(campaign({}, printing), campaign({ name: "B" }, printing))).toEqual(["message"]);
    const inBlock = { ...campaign({}, { body: { type: "text", value: "{{content_blocks.${foot}}}" } }) };
    const block = { content_blocks: { foot: value } };
    expect(
      changedSections(
        { ...inBlock, ...block },
        { ...inBlock, ...block, definition: { ...inBlock.definition, name: "B" } as never },
      ),
    ).toEqual(["message"]);
  });

  it.each(["{{ campaign.${api_id} }}", '{"campaign": "spring", "id": "{{campaign.dispatch_id}}"}'])(
    "do not move with a name beside %s",
    (value) => {
      const printing = { body: { type: "text", value } };
      expect(changedSections(campaign({}, printing), campaign({ name: "B" }, printing))).toEqual([]);
    },
  );

  it("of a canvas ignore where steps stand, and see what they do", () => {
    const wait = { id: "w", type: "delay", delay: { seconds: 60 } };
    const moved = { ...wait, position: { x: 1, y: 2 }, note: "later" };
    expect(changedSections(canvas([wait]), canvas([moved]))).toEqual([]);
    expect(changedSections(canvas([wait]), canvas([{ ...wait, delay: { seconds: 61 } }]))).toEqual([
      "message",
    ]);
    const entry = { type: "action", event: "signed_up" };
    expect(changedSections(canvas([wait]), canvas([wait], { entry }))).toEqual(["delivery"]);
  });

  it("know segments wherever they are asked about", () => {
    const leaf = { type: "segment", segment_id: "s1" };
    expect(
      segmentIdsIn({ audience: { filters: [leaf] }, steps: [{ filter: leaf }, { segment_id: "s2" }] }),
    ).toEqual(["s1", "s2"]);
  });
});

describe("changes", () => {
  it("name the lines of a text, in the new text", () => {
    const after = campaign({}, { body: { type: "json", value: LINES.replace("10", "20") } });
    expect(changesBetween(campaign(), after)).toEqual([
      { section: "message", field: BODY, line: 3, before: '  "points": 10', after: '  "points": 20' },
    ]);
  });

  it("name added and removed lines", () => {
    const after = campaign({}, { body: { type: "json", value: LINES.replace('  "points": 10\n', "") } });
    expect(changesBetween(campaign(), after)).toMatchObject([
      { line: 3, before: '  "points": 10', after: null },
    ]);
    expect(changesBetween(after, campaign())).toMatchObject([
      { line: 3, before: null, after: '  "points": 10' },
    ]);
  });

  it("leave out what changes nothing that leaves", () => {
    expect(changesBetween(campaign(), campaign({ name: "Other", tags: ["x"] }))).toEqual([]);
  });

  it("see a step put in front of others as one addition", () => {
    const [a, b] = [
      { id: "a", type: "delay", delay: { seconds: 1 }, next: null },
      { id: "b", type: "delay", delay: { seconds: 2 }, next: "a" },
    ];
    expect(changesBetween(canvas([a]), canvas([b, a]))).toMatchObject([
      { section: "message", field: "steps.0", before: null },
    ]);
  });
});

describe("a comment on a line", () => {
  const anchor = { field: BODY, line: 3, lineText: '  "points": 10' };

  it.each([
    ["stays where the line reads as before", LINES, { state: "here", line: 3 }],
    ["moves with its line", LINES.replace("{\n", '{\n  "x": 1,\n'), { state: "moved", line: 4 }],
    ["is told to have lost its line", LINES.replace("10", "11"), { state: "vanished", line: null }],
  ])("%s", (_name, value, expected) => {
    expect(placeOf(anchor, campaign({}, { body: { type: "json", value } }))).toEqual(expected);
  });

  it("is told to have lost its field", () => {
    const elsewhere = { ...anchor, field: "variations.7.webhook.body.value" };
    expect(placeOf(elsewhere, campaign())).toEqual({ state: "vanished", line: null });
  });

  it("stays when it is about the whole", () => {
    expect(placeOf({ field: null, line: null, lineText: null }, campaign())).toEqual({
      state: "here",
      line: null,
    });
  });
});
