import { expect, it } from "vitest";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { launchedCampaign } from "#lib/testing/evaluating.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { liveCampaigns } from "./service-live.ts";

useTestDatabase();

it("a change that commits late, with an earlier moment than one that is known, is seen", async () => {
  const context = await createWorkspace();
  const delivery = { type: "action", event: "booked" };
  const early = await launchedCampaign(context, { delivery });
  const late = await launchedCampaign(context, { delivery });
  await pool().query("UPDATE campaigns SET updated_at = now() + interval '1 minute' WHERE id = $1", [late]);
  const running = async () =>
    (await liveCampaigns(context.workspaceId)).filter(({ action }) => action).map((one) => one.campaignId);
  expect((await running()).toSorted()).toEqual([early, late].toSorted());
  await pool().query("UPDATE campaigns SET status = 'paused' WHERE id = $1", [early]);
  expect(await running()).toEqual([late]);
});
