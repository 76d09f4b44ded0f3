import { expect, it } from "vitest";
import { newDefinition } from "#lib/campaign/definition.ts";
import { createCampaignSchema } from "#lib/campaign/schema.ts";
import { readExportedCampaigns } from "./exported-campaign.ts";

const webhook = { url: "https://a.example", headers: { "X-A": "1" } };
const definition = newDefinition(
  createCampaignSchema.parse({
    name: "Credit",
    variations: [
      { name: "A", webhook },
      { name: "B", webhook },
      { name: "Control", control: true, percentage: 10 },
    ],
    conversions: [{ type: "custom_event", event: "bought" }],
    tags: ["promo"],
  }),
  () => "0198b7f0-0000-7000-8000-000000000001",
);
const exported = { campaign_id: "x", status: "active", revision: 4, live_version: null, ...definition };

it("makes a draft of all that the campaign says, and of nothing that happened to it", () => {
  const read = readExportedCampaigns(JSON.stringify(exported));
  if (!read?.ok) throw new Error(read?.message);
  const [campaign] = read.campaigns;
  const again = newDefinition(
    createCampaignSchema.parse(campaign),
    () => "0198b7f0-0000-7000-8000-000000000001",
  );
  expect(again).toEqual(definition);
});

it("reads several, and names what one of them has wrong", () => {
  expect(readExportedCampaigns(JSON.stringify([exported, exported]))).toMatchObject({ ok: true });
  const broken = { ...exported, delivery: { type: "pigeon" } };
  expect(readExportedCampaigns(JSON.stringify([exported, broken]))).toMatchObject({
    ok: false,
    message: expect.stringContaining("Credit: delivery"),
  });
});

it.each(["no json", "[]", "{}", '{"signalbox_template": 1, "variations": []}'])(
  "leaves %s to others",
  (text) => {
    expect(readExportedCampaigns(text)).toBeNull();
  },
);
