import { expect, it } from "vitest";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { createCampaignSchema } from "./schema.ts";
import { createCampaign, listCampaigns } from "./service.ts";
import { archiveCampaign, launchCampaign, stopCampaign } from "./service-lifecycle.ts";

useTestDatabase();

const variations = [{ webhook: { url: "https://a.example" } }];
const page = { include_archived: false, limit: 1 } as const;

it("refuses to put away a campaign that starts something live, and names it", async () => {
  const context = await createWorkspace();
  const make = async (name: string, delivery: object, tags: string[] = []) =>
    (await createCampaign(context, createCampaignSchema.parse({ name, delivery, variations, tags })))
      .campaign_id;
  const first = await make("First", { type: "api_trigger" }, ["b"]);
  const next = await make(
    "Next",
    { type: "action", triggers: [{ type: "campaign_received", campaign_id: first }] },
    ["a", "b"],
  );
  await launchCampaign(context, first);
  await launchCampaign(context, next);
  await expect(archiveCampaign(context, first)).rejects.toMatchObject({
    status: 409,
    errors: [{ code: "campaign_in_use", message: expect.stringContaining('"Next"') }],
  });
  // The tags of all, though the page holds one.
  expect(await listCampaigns(context, page)).toMatchObject({
    campaigns: [{ name: "Next" }],
    tags: ["a", "b"],
  });
  await stopCampaign(context, next);
  expect(await archiveCampaign(context, first)).toMatchObject({ status: "archived" });
});
