import { describe, expect, it } from "vitest";
import { pool } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { countStatements, createWorkspace } from "#lib/testing/factories.ts";
import { createCampaignSchema, listCampaignsQuerySchema } from "./schema.ts";
import { createCampaign, listCampaigns } from "./service.ts";

useTestDatabase();

const query = listCampaignsQuerySchema.parse({});

describe("the list of campaigns", () => {
  it("counts what left and failed in the last 7 days, without tests, in as many statements for one as for many", async () => {
    const context = await createWorkspace();
    const input = (name: string) =>
      createCampaignSchema.parse({ name, type: "api", variations: [{ name: "Webhook" }] });
    const { campaign_id: id } = await createCampaign(context, input("Credit"));
    const insert = (status: string, attempts: number, daysAgo: number, test = false) =>
      pool().query(
        `INSERT INTO deliveries (id, workspace_id, campaign_id, status, attempts_count, test, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [
          newId(),
          context.workspaceId,
          id,
          status,
          attempts,
          test,
          new Date(context.now.getTime() - daysAgo * 86_400_000),
        ],
      );
    await insert("delivered", 1, 1);
    await insert("failed", 3, 2);
    await insert("aborted", 0, 1);
    await insert("delivered", 1, 1, true);
    await insert("delivered", 1, 8);
    const { campaigns } = await listCampaigns(context, query);
    expect(campaigns).toEqual([
      expect.objectContaining({
        name: "Credit",
        sent_7d: 2,
        failed_7d: 1,
        audience_size: null,
        review_status: null,
        created_by: "test",
      }),
    ]);
    const one = await countStatements(() => listCampaigns(context, query));
    for (const name of ["B", "C", "D"]) await createCampaign(context, input(name));
    expect(await countStatements(() => listCampaigns(context, query))).toBe(one);
  });
});
