import { beforeEach, describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { newId } from "#lib/platform/id.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { trackAndEvaluate } from "#lib/testing/evaluating.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { createCampaignSchema } from "./schema.ts";
import { createCampaign } from "./service.ts";
import { cancelDryRun, continueDryRun, latestDryRun, startDryRun } from "./service-dry-run.ts";
import { checkSamples, listSamples, removeSample, saveSample } from "./service-samples.ts";

useTestDatabase();

const start = new Date("2026-03-10T12:00:00.000Z");
let context: Context;
let id: string;

const message =
  '{ "n": {{event_properties.${points}}}, "tier": {% if custom_attribute.${tier} == "gold" %}1{% else %}2{% endif %} }';
const definition = createCampaignSchema.parse({
  name: "Credit",
  delivery: { type: "action", event: "booked" },
  audience: { op: "and", filters: [{ type: "attribute", attribute: "tier", op: "exists" }] },
  variations: [
    {
      name: "A",
      webhook: {
        url: "https://api.example.com/of/{{${first_name}}}/a",
        body: { type: "json", value: message },
      },
    },
  ],
});

beforeEach(async () => {
  context = await createWorkspace(start);
  id = (await createCampaign(context, definition)).campaign_id;
  await trackAndEvaluate(
    context,
    {
      attributes: [
        { external_id: "ann", tier: "silver", first_name: "Ann" },
        { external_id: "bob", tier: "silver" },
        { external_id: "cid" },
      ],
      events: [{ external_id: "ann", name: "booked", properties: { points: 12 } }],
    },
    start,
  );
});

const check = () => checkSamples(context, { campaign_id: id, definition });

describe("samples", () => {
  it("are kept with their campaign under a name of their own", async () => {
    const sample = await saveSample(context, id, {
      name: "Gold",
      subject: { user: { custom_attributes: { tier: "gold" } } },
    });
    expect(await listSamples(context, id)).toEqual([sample]);
    await expect(saveSample(context, id, { name: "Gold", subject: {} })).rejects.toMatchObject({
      errors: [{ code: "sample_name_taken" }],
    });
    await expect(removeSample(await createWorkspace(start), id, sample.sample_id)).rejects.toThrow(
      "no such campaign",
    );
    await expect(removeSample(context, id, newId())).rejects.toThrow("no such sample");
    await removeSample(context, id, sample.sample_id);
    expect(await listSamples(context, id)).toEqual([]);
  });

  it("and people of the audience say for whom the message is valid, what they lack and which branch nobody takes", async () => {
    const before = await check();
    expect(before).toMatchObject({
      total: 2,
      valid: 1,
      failing: [{ external_user_id: "bob", sample_id: null }],
    });
    expect(before.failing[0]?.code).toBe("url.empty_segment");
    expect(before.branches).toMatchObject({ total: 2, covered: 1, missed: [{ tag: "if", line: 1 }] });
    expect(before.variables).toContainEqual({
      path: "event_properties.${points}",
      type: "number",
      example: 12,
      missing_percent: 50,
    });
    const subject = {
      user: { first_name: "Zoë", custom_attributes: { tier: "gold" } },
      event_properties: { points: 1 },
    };
    await saveSample(context, id, { name: "Gold", subject });
    expect(await check()).toMatchObject({ total: 3, valid: 2, branches: { covered: 2, missed: [] } });
  });
});

describe("a dry run", () => {
  it("renders everybody of the audience, sends nothing, and lists whom it fails for", async () => {
    expect(await latestDryRun(context, id)).toBeNull();
    const begun = await startDryRun(context, id);
    expect(begun).toMatchObject({ status: "pending", expected_count: 2, done_count: 0 });
    await continueDryRun(context.workspaceId, begun.dry_run_id, () => start);
    expect(await latestDryRun(context, id)).toMatchObject({
      status: "finished",
      done_count: 2,
      failed_count: 1,
      failures: [{ external_user_id: "bob" }],
      stale: false,
    });
  });

  it("ends when it is cancelled or another one begins", async () => {
    const first = await startDryRun(context, id);
    const second = await startDryRun(context, id);
    await continueDryRun(context.workspaceId, first.dry_run_id, () => start);
    expect(await latestDryRun(context, id)).toMatchObject({ dry_run_id: second.dry_run_id, done_count: 0 });
    expect(await cancelDryRun(context, id)).toMatchObject({ status: "cancelled" });
    await continueDryRun(context.workspaceId, second.dry_run_id, () => start);
    expect(await latestDryRun(context, id)).toMatchObject({ status: "cancelled", done_count: 0 });
  });
});
