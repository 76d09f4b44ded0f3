import { describe, expect, it } from "vitest";
import { newDefinition } from "./definition.ts";
import { type CampaignDefinition, createCampaignSchema } from "./schema.ts";
import { countChanges, diffVersions } from "./version-diff.ts";

let made = 0;
const campaign = (variations: object[] = [{ name: "A" }]): CampaignDefinition =>
  newDefinition(
    createCampaignSchema.parse({ name: "Credit", variations }),
    () => `00000000-0000-4000-8000-${String(++made).padStart(12, "0")}`,
  );

describe("two versions", () => {
  const before = campaign([
    { name: "A", percentage: 60, webhook: { url: "https://a.example" } },
    { name: "B", percentage: 40 },
  ]);

  it("that are the same differ in nothing", () => {
    expect(countChanges(diffVersions(before, structuredClone(before)))).toBe(0);
  });

  it("name each setting with the part a reviewer decides on", () => {
    const after = { ...before, rate_limit: { per_minute: 500 }, tags: ["loyalty"] };
    expect(diffVersions(before, after).settings).toEqual([
      { section: "delivery", field: "rate_limit" },
      { section: "about", field: "tags" },
    ]);
  });

  it("follow a variation by its id when it is moved and renamed", () => {
    const [a, b] = before.variations;
    const after = {
      ...before,
      variations: [b, { ...a, name: "Gold", percentage: 50 }],
    } as CampaignDefinition;
    expect(diffVersions(before, after).variations).toEqual([
      {
        field: "variations.1",
        name: "Gold",
        kind: "changed",
        renamed: { before: "A", after: "Gold" },
        share: { before: 60, after: 50 },
        message: [],
      },
    ]);
  });

  it("show what a new and a removed variation send", () => {
    const [a, b] = before.variations;
    const fresh = { ...b, message_variation_id: "00000000-0000-4000-8000-999999999999", name: "C" };
    const after = { ...before, variations: [{ ...fresh, webhook: a?.webhook }, b] } as CampaignDefinition;
    const { variations } = diffVersions(before, after);
    expect(variations.map(({ kind, name }) => `${kind} ${name}`)).toEqual(["added C", "removed A"]);
    expect(variations[1]?.message).toContainEqual({
      part: "url",
      kind: "value",
      before: "https://a.example",
      after: null,
    });
  });
});
