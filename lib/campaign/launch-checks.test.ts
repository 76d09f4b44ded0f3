import { describe, expect, it } from "vitest";
import { newDefinition, patchedDefinition } from "./definition.ts";
import { contentHash, sectionHashes } from "./hash.ts";
import { checkCampaign, type LaunchFacts, launchErrors, saveErrors } from "./launch-checks.ts";
import { type CreateCampaignInput, createCampaignSchema } from "./schema.ts";

const facts: LaunchFacts = {
  now: new Date("2026-03-01T12:00:00Z"),
  timeZone: "Europe/Paris",
  quietHours: null,
  secrets: new Map([["crm", ["api.example.com"]]]),
  contentBlocks: { footer: "bye" },
  references: {
    names: new Map([
      ["0198b7f0-0000-7000-8000-000000000001", "VIP"],
      ["0198b7f0-0000-7000-8000-00000000cccc", "Spring"],
    ]),
    former: new Map([["0198b7f0-0000-7000-8000-00000000aaaa", "Fair 2025"]]),
  },
  archived: new Set(["0198b7f0-0000-7000-8000-00000000cccc"]),
};

let counter = 0;
const makeId = () => `0198b7f0-0000-7000-8000-${String(++counter).padStart(12, "0")}`;
const define = (input: CreateCampaignInput) => newDefinition(createCampaignSchema.parse(input), makeId);
const webhook = { method: "POST" as const, url: "https://api.example.com/x" };
const codes = (input: CreateCampaignInput) =>
  checkCampaign(define(input), facts).map((finding) => finding.code);

describe("a new campaign", () => {
  it("gives a single variation the whole share and an id", () => {
    const { variations } = define({ name: "A", variations: [{ webhook }] });
    expect(variations).toMatchObject([{ percentage: 100, name: "Variant A", control: false }]);
    expect(variations[0]?.message_variation_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("divides what is left among variations without a share, losing nothing", () => {
    const { variations } = define({
      name: "A",
      variations: [{ webhook }, { webhook }, { webhook }, { name: "Control", control: true, percentage: 10 }],
    });
    expect(variations.map((variation) => variation.percentage)).toEqual([30, 30, 30, 10]);
    const thirds = define({ name: "A", variations: [{ webhook }, { webhook }, { webhook }] }).variations;
    expect(thirds.map((variation) => variation.percentage)).toEqual([33.34, 33.33, 33.33]);
  });

  it("lets people receive it again unless told otherwise", () => {
    expect(define({ name: "A" }).re_eligibility).toEqual({ allowed: true, after_seconds: 0 });
  });

  it("never takes an identifier of a variation from the caller", () => {
    const id = "11111111-1111-4111-8111-111111111111";
    const { variations } = define({ name: "A", variations: [{ message_variation_id: id, webhook }] });
    expect(variations[0]?.message_variation_id).not.toBe(id);
  });
});

describe("changing a campaign", () => {
  it("keeps the identifiers of variations that stay in place", () => {
    const before = define({ name: "A", variations: [{ webhook }, { webhook }] });
    const after = patchedDefinition(
      before,
      { variations: [{ webhook: { ...webhook, headers: {}, body: { type: "none" } } }] },
      makeId,
    );
    expect(after.variations.map((v) => v.message_variation_id)).toEqual([
      before.variations[0]?.message_variation_id,
    ]);
    expect(after.variations[0]?.percentage).toBe(100);
  });

  it("recognises variations by their id when their order changes", () => {
    const before = define({
      name: "A",
      variations: [
        { name: "One", webhook },
        { name: "Two", webhook },
      ],
    });
    const [one, two] = before.variations;
    const after = patchedDefinition(before, { variations: [two!, one!] }, makeId);
    expect(after.variations.map((v) => v.name)).toEqual(["Two", "One"]);
    expect(after.variations.map((v) => v.message_variation_id)).toEqual([
      two!.message_variation_id,
      one!.message_variation_id,
    ]);
  });
});

describe("launch checks", () => {
  it("find nothing wrong with a complete campaign", () => {
    expect(codes({ name: "A", variations: [{ webhook }] })).toEqual([]);
    expect(codes({ name: "A", type: "api", variations: [{ name: "Webhook" }] })).toEqual([]);
  });

  it.each<[string, CreateCampaignInput, string, string]>([
    ["missing_webhook", { name: "A", variations: [{ name: "X" }] }, "launch", "variations.0.webhook"],
    [
      "missing_url",
      { name: "A", variations: [{ webhook: { url: "" } }] },
      "save",
      "variations.0.webhook.url",
    ],
    [
      "url.scheme",
      { name: "A", variations: [{ webhook: { url: "ftp://x" } }] },
      "save",
      "variations.0.webhook.url",
    ],
    [
      "percentages_not_100",
      {
        name: "A",
        variations: [
          { webhook, percentage: 60 },
          { webhook, percentage: 30 },
        ],
      },
      "save",
      "variations",
    ],
    ["missing_variation", { name: "A", variations: [{ control: true }] }, "launch", "variations"],
    [
      "dependency.missing",
      { name: "A", variations: [{ webhook: { ...webhook, headers: { A: "{{ secrets.nope }}" } } }] },
      "launch",
      "variations.0.webhook.headers.A",
    ],
    [
      "secret_not_allowed",
      {
        name: "A",
        variations: [{ webhook: { url: "https://evil.example/x", headers: { A: "{{ secrets.crm }}" } } }],
      },
      "launch",
      "variations.0.webhook.url",
    ],
    [
      "dependency.missing",
      {
        name: "A",
        variations: [
          {
            webhook: {
              ...webhook,
              body: { type: "text", value: ["{{content_blocks.$", "{nope}}}"].join("") },
            },
          },
        ],
      },
      "launch",
      "variations.0.webhook",
    ],
    [
      "unknown_segment",
      {
        name: "A",
        variations: [{ webhook }],
        audience: {
          op: "and",
          filters: [{ type: "segment", segment_id: "0198b7f0-0000-7000-8000-00000000ffff" }],
        },
      },
      "save",
      "audience.filters.0.segment_id",
    ],
    [
      "unknown_list",
      {
        name: "A",
        variations: [{ webhook }],
        audience: {
          op: "and",
          filters: [
            { op: "or", filters: [{ type: "list", list_id: "0198b7f0-0000-7000-8000-00000000aaaa" }] },
          ],
        },
      },
      "launch",
      "audience.filters.0.filters.0.list_id",
    ],
    [
      "unknown_campaign",
      {
        name: "A",
        variations: [{ webhook }],
        audience: {
          op: "and",
          filters: [
            {
              type: "received_campaign",
              op: "not_within_days",
              value: 14,
              campaign_id: "0198b7f0-0000-7000-8000-00000000ffff",
            },
          ],
        },
      },
      "launch",
      "audience.filters.0.campaign_id",
    ],
    [
      "archived_campaign",
      {
        name: "A",
        variations: [{ webhook }],
        // To ask who received it is fine.
        audience: {
          op: "and",
          filters: [
            { type: "received_campaign", op: "ever", campaign_id: "0198b7f0-0000-7000-8000-00000000cccc" },
          ],
        },
        delivery: {
          type: "action",
          triggers: [{ type: "campaign_received", campaign_id: "0198b7f0-0000-7000-8000-00000000cccc" }],
        },
      },
      "launch",
      "delivery.triggers.0.campaign_id",
    ],
    [
      "unknown_canvas",
      {
        name: "A",
        variations: [{ webhook }],
        audience: {
          op: "and",
          filters: [
            { type: "received_canvas", op: "never", canvas_id: "0198b7f0-0000-7000-8000-00000000ffff" },
          ],
        },
      },
      "launch",
      "audience.filters.0.canvas_id",
    ],
    [
      "unknown_campaign",
      {
        name: "A",
        variations: [{ webhook }],
        delivery: {
          type: "action",
          triggers: [{ type: "campaign_received", campaign_id: "0198b7f0-0000-7000-8000-00000000ffff" }],
        },
      },
      "launch",
      "delivery.triggers.0.campaign_id",
    ],
    [
      "in_the_past",
      {
        name: "A",
        variations: [{ webhook }],
        delivery: { type: "scheduled", start: "2026-02-01T10:00:00Z" },
      },
      "launch",
      "delivery.start",
    ],
  ])("report %s", (code, input, stage, field) => {
    expect(checkCampaign(define(input), facts)).toContainEqual(
      expect.objectContaining({ code, stage, field, severity: "error", hint: expect.stringMatching(/./) }),
    );
  });

  it("point at the line of a Liquid error", () => {
    const definition = define({
      name: "A",
      variations: [{ webhook: { ...webhook, body: { type: "text", value: "a\n{{ x | }" } } }],
    });
    const [first] = saveErrors(checkCampaign(definition, facts));
    expect(first).toMatchObject({ field: "variations.0.webhook.body", line: 2 });
  });

  it("warn when the trigger event is asked for in the audience", () => {
    const input: CreateCampaignInput = {
      name: "A",
      variations: [{ webhook }],
      delivery: { type: "action", event: "booked" },
      audience: { op: "and", filters: [{ type: "event", event: "booked", op: "ever" }] },
    };
    expect(codes(input)).toEqual(["trigger_event_in_audience"]);
    expect(launchErrors(checkCampaign(define(input), facts))).toEqual([]);
  });
});

describe("the choice of a winner", () => {
  const winner_selection = { held_percentage: 80, decide_after_hours: 24, without_winner: "stop" as const };
  const once = { type: "scheduled" as const, start: "launch" };

  it("needs one send, two variations and a goal", () => {
    const found = codes({ name: "W", variations: [{ webhook }], winner_selection });
    expect(found).toEqual(
      expect.arrayContaining(["winner_needs_one_send", "winner_needs_variations", "winner_needs_goal"]),
    );
    const whole = {
      name: "W",
      variations: [{ webhook }, { webhook }],
      conversions: [{ type: "custom_event" as const, event: "redeemed", window_seconds: 3_600 }],
      re_eligibility: { allowed: false },
      winner_selection,
    };
    expect(codes({ ...whole, delivery: once })).toEqual([]);
    expect(codes({ ...whole, delivery: { ...once, in_local_time: true, time: "09:00" } })).toEqual([
      "winner_needs_one_send",
    ]);
    expect(codes({ ...whole, delivery: { ...once, frequency: "daily" } })).toEqual(["winner_needs_one_send"]);
    expect(codes({ ...whole, delivery: once, re_eligibility: { allowed: true } })).toEqual([
      "winner_needs_one_send",
    ]);
  });

  it("is part of what an approval is for", () => {
    const plain = define({ name: "W" });
    const chosen = { ...plain, winner_selection };
    expect(sectionHashes(chosen).conversions).not.toBe(sectionHashes(plain).conversions);
    expect(sectionHashes(chosen).message).toBe(sectionHashes(plain).message);
  });
});

describe("content hash", () => {
  const base = define({ name: "A", variations: [{ webhook }] });

  it("ignores names and tags, and the order of keys", () => {
    const reordered = JSON.parse(JSON.stringify(base, Object.keys(base).toReversed())) as typeof base;
    expect(contentHash({ ...base, ...reordered, variations: base.variations, name: "B", tags: ["x"] })).toBe(
      contentHash({ ...base, ...reordered, variations: base.variations }),
    );
    expect(contentHash({ ...base, name: "B", tags: ["x"] })).toBe(contentHash(base));
  });

  it("changes one section at a time", () => {
    const changed = sectionHashes({ ...base, rate_limit: { per_minute: 10 } });
    const before = sectionHashes(base);
    expect(changed.message).toBe(before.message);
    expect(changed.delivery).not.toBe(before.delivery);
  });
});
