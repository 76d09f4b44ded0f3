/** What was counted stays what it was counted for, whatever the draft says. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { launchedCampaign, trackAndEvaluate } from "#lib/testing/evaluating.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { createCampaignSchema, patchCampaignSchema } from "./schema.ts";
import { changeCampaign, createCampaign, getCampaign } from "./service.ts";
import { archiveCampaign, launchCampaign } from "./service-lifecycle.ts";
import { campaignStats, dataSeries } from "./service-stats.ts";
import { restoreVersion } from "./service-versions.ts";

useTestDatabase();

const start = new Date("2026-03-10T12:00:00.000Z");
const webhook = { url: "https://api.example.com/hook" };
const variations = [
  { name: "A", percentage: 50, webhook },
  { name: "B", percentage: 50, webhook },
];
const bought = { type: "custom_event", event: "bought", window_seconds: 3_600 };
const signed = { type: "custom_event", event: "signed_up", window_seconds: 3_600 };
const delivery = { type: "action", event: "booked" };
let context: Context;

beforeEach(async () => {
  context = await createWorkspace(start);
});

const change = (id: string, patch: Record<string, unknown>) =>
  changeCampaign(context, id, patchCampaignSchema.parse(patch));

describe("the goals of a campaign that was launched", () => {
  it("stay what and where they are, and may get another window and others after them", async () => {
    const id = await launchedCampaign(
      context,
      { delivery, variations, conversions: [bought, signed] },
      start,
    );
    for (const [conversions, fields] of [
      [
        [signed, bought],
        ["conversions.0", "conversions.1"],
      ],
      [[bought], ["conversions.1"]],
      [[], ["conversions.0", "conversions.1"]],
    ] as const) {
      const changed = await change(id, { conversions });
      const found = changed.problems.filter(({ code }) => code === "goal_changed");
      expect(found.map(({ field, severity }) => [field, severity])).toEqual(
        fields.map((field) => [field, "error"]),
      );
      await expect(launchCampaign(context, id)).rejects.toMatchObject({
        status: 422,
        errors: fields.map((field) => ({ code: "goal_changed", field })),
      });
    }
    const conversions = [{ ...bought, window_seconds: 60 }, signed, { ...bought, event: "came" }];
    expect((await change(id, { conversions })).problems).toEqual([]);
    await launchCampaign(context, id);
    expect(await getCampaign(context, id)).toMatchObject({ conversions, live_version: { number: 2 } });
  });

  it("can be changed before", async () => {
    const { campaign_id: id } = await createCampaign(
      context,
      createCampaignSchema.parse({ name: "C", delivery, variations, conversions: [bought] }),
    );
    expect((await change(id, { conversions: [signed] })).conversions).toMatchObject([{ event: "signed_up" }]);
  });

  it("can be changed in an API campaign until it has sent", async () => {
    const { campaign_id: id } = await createCampaign(
      context,
      createCampaignSchema.parse({ name: "C", type: "api", conversions: [bought] }),
    );
    await change(id, { conversions: [signed] });
    await pool().query("UPDATE campaigns SET first_sent_at = $2 WHERE id = $1", [id, start]);
    await expect(change(id, { conversions: [bought] })).rejects.toMatchObject({
      status: 422,
      errors: [{ code: "goal_changed", field: "conversions.0" }],
    });
    expect((await change(id, { conversions: [signed, bought] })).conversions).toHaveLength(2);
  });

  it("stay when a version with others is brought back; nothing is brought back in the archive", async () => {
    const id = await launchedCampaign(context, { delivery, variations, conversions: [bought] }, start);
    // As it was possible once: a draft and a version of before with another goal.
    await pool().query(
      "UPDATE campaign_versions SET definition = replace(definition::text, 'bought', 'signed_up')::json WHERE campaign_id = $1",
      [id],
    );
    await change(id, { variations: [{ ...variations[0], percentage: 100 }] });
    await launchCampaign(context, id);
    const restored = await restoreVersion(context, id, 1);
    expect(restored.variations).toHaveLength(2);
    expect(restored.conversions).toMatchObject((await getCampaign(context, id)).conversions);
    await archiveCampaign(context, id);
    await expect(restoreVersion(context, id, 1)).rejects.toMatchObject({
      errors: [{ code: "campaign_archived" }],
    });
  });
});

describe("results", () => {
  it("are those of what is live, not of what is being edited", async () => {
    const id = await launchedCampaign(context, { delivery, variations, conversions: [bought] }, start);
    await trackAndEvaluate(
      context,
      { events: Array.from({ length: 20 }, (_, index) => ({ external_id: `p${index}`, name: "booked" })) },
      start,
    );
    const live = await getCampaign(context, id);
    const [first] = live.variations;
    await change(id, { variations: [{ ...first, name: "Alone", percentage: 100 }] });
    const stats = await campaignStats(context, id, { unit: "hour", length: 24 });
    expect(stats.by_variation.map(({ name }) => name)).toEqual(["Alone", "B"]);
    expect(stats.by_variation.reduce((sum, { people }) => sum + people, 0)).toBe(20);
    const [day] = await dataSeries(context, {
      campaign_id: id,
      length: 1,
      ending_at: "2026-03-10T23:00:00Z",
    });
    expect(day?.messages.webhook.map((one) => one.variation_name)).toEqual(["Alone", "B"]);
  });
});
