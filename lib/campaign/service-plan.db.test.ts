import { expect, it } from "vitest";
import { useTestDatabase } from "#lib/testing/database.ts";
import { launchedCampaign } from "#lib/testing/evaluating.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { patchCampaignSchema } from "./schema.ts";
import { changeCampaign, getCampaign } from "./service.ts";
import { planOfCall, planOfVersion } from "./service-plan.ts";
import { findCampaign } from "./store.ts";

useTestDatabase();

it("a new name of a live campaign or variation reaches messages without a publication", async () => {
  const context = await createWorkspace();
  const id = await launchedCampaign(context, { delivery: { type: "action", event: "booked" } });
  const { variations } = await getCampaign(context, id);
  const [first] = variations;
  const renamed = { name: "New", variations: [{ ...first, name: "Second try" }] };
  const answer = await changeCampaign(context, id, patchCampaignSchema.parse(renamed));
  expect(answer).toMatchObject({ has_unpublished_changes: false, live_version: { number: 1 } });
  const versionId = (await findCampaign(context.workspaceId, id))?.liveVersion?.id ?? "";
  const variationId = first?.message_variation_id ?? "";
  const plan = await planOfVersion(context.workspaceId, versionId, variationId);
  expect(plan?.campaign).toMatchObject({ name: "New", message_name: "Second try" });
  const call = await planOfCall({
    workspace_id: context.workspaceId,
    campaign_id: id,
    campaign_version_id: versionId,
    variation_id: variationId,
    input: { webhook: { url: "https://api.example.com/" } },
  });
  expect(call?.campaign).toMatchObject({ id, name: "New" });
});
