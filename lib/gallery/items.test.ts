import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createCampaignSchema } from "#lib/campaign/schema.ts";
import { newDefinition } from "#lib/canvas/definition.ts";
import { createCanvasSchema } from "#lib/canvas/schema.ts";
import { validateCanvas } from "#lib/canvas/validate.ts";
import en from "#lib/i18n/messages/en/gallery.json" with { type: "json" };
import { VENDORS } from "#lib/receiver/vendors/vendors.ts";
import { instantiateJourney, instantiateMessage } from "./instantiate-journey.ts";
import { GALLERY_ITEMS, JOURNEYS, MESSAGES, parametersOf, secretsOf } from "./items.ts";

const ROOT = join(import.meta.dirname, "../..");
const baseUrls = Object.fromEntries(
  Object.keys(VENDORS).map((vendor) => [vendor, `https://${vendor}.example.com`]),
);

describe("the gallery", () => {
  it("names everything once, with a title, a summary and a page that explains it", () => {
    expect(new Set(GALLERY_ITEMS.map(({ id }) => id)).size).toBe(GALLERY_ITEMS.length);
    expect(Object.keys(en.cards).toSorted()).toEqual(GALLERY_ITEMS.map(({ id }) => id).toSorted());
    for (const { id, guide } of GALLERY_ITEMS)
      expect(existsSync(join(ROOT, `docs/use-cases/${guide}.md`)), id).toBe(true);
  });

  it("asks for each secret and each parameter of several messages once", () => {
    const item = GALLERY_ITEMS.find(({ id }) => id === "level-reward-journey");
    if (!item) throw new Error("The journey is missing.");
    expect(secretsOf(item).map(({ name }) => name)).toEqual([
      "game_api_key",
      "onesignal_app_id",
      "onesignal_api_key",
    ]);
    expect(parametersOf(item)).toEqual([]);
  });
});

describe.each(JOURNEYS.map((journey) => [journey.id, journey] as const))("the journey %s", (_id, journey) => {
  const parameters = { threshold: "7" };
  const body = instantiateJourney(journey, { name: "Mine", baseUrls, parameters });

  it("is a canvas that could be launched", () => {
    let ids = 0;
    const definition = newDefinition(createCanvasSchema.parse(body), () => `id-${ids++}`);
    const findings = validateCanvas(definition, {
      secrets: new Map(),
      contentBlocks: {},
      canvases: new Map(),
      references: { names: new Map(), former: new Map() },
      archived: new Set<string>(),
      canvasId: null,
      liveGoals: [],
    } as never);
    const errors = findings.filter(
      ({ severity, code }) => severity === "error" && code !== "dependency.missing",
    );
    expect(errors).toEqual([]);
  });

  it("holds no open parameter and no address of a real service", () => {
    const text = JSON.stringify(body);
    expect(text).not.toContain("[[");
    for (const step of body.steps ?? [])
      if (step.type === "message") expect(step.webhook?.url).toMatch(/^https:\/\/\w+\.example\.com\//);
  });
});

describe.each(MESSAGES.map((messages) => [messages.id, messages] as const))(
  "the messages %s",
  (_id, messages) => {
    it("start one another: each once the one before was delivered", () => {
      const first = instantiateMessage(messages, 0, { name: "Mine", baseUrls }, null);
      expect(createCampaignSchema.parse(first).delivery).toMatchObject({ event: "level_reached" });
      const id = "0190f0aa-0000-7000-8000-000000000001";
      const second = instantiateMessage(messages, 1, { name: "Mine", baseUrls }, id);
      expect(createCampaignSchema.parse(second)).toMatchObject({
        tags: [messages.id, "onesignal-push"],
        delivery: { triggers: [{ type: "campaign_received", campaign_id: id, outcome: "delivered" }] },
      });
    });
  },
);
