import { describe, expect, it } from "vitest";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { type CreateCampaignInput, createCampaignSchema } from "./schema.ts";
import { messagesSendSchema, triggerScheduleSchema, triggerSendSchema } from "./send-schema.ts";
import { createCampaign } from "./service.ts";
import { brazeDetails, brazeList, createSendId } from "./service-braze.ts";
import { evaluateEvents } from "./service-evaluate.ts";
import { launchCampaign, pauseCampaign, resumeCampaign, stopCampaign } from "./service-lifecycle.ts";
import { beginPlannedRun, continueRun } from "./service-run.ts";
import { createSchedule, deleteSchedule, sendPlanned, updateSchedule } from "./service-schedule.ts";
import { sendMessage, triggerCampaign } from "./service-send.ts";
import { campaignStats, dataSeries } from "./service-stats.ts";
import { sweepCampaign } from "./service-sweep.ts";

useTestDatabase();

const webhook = { url: "https://api.example.com/x" };

async function people(context: Context, ids: string[]): Promise<void> {
  const attributes = ids.map((id) => ({ external_id: id, tier: id.startsWith("gold") ? "gold" : "blue" }));
  await track(context, TrackBody.parse({ attributes }));
}

async function launched(context: Context, extra: Partial<CreateCampaignInput> = {}): Promise<string> {
  const input = { name: "C", variations: [{ webhook }], ...extra };
  const campaign = await createCampaign(context, createCampaignSchema.parse(input));
  await launchCampaign(context, campaign.campaign_id);
  return campaign.campaign_id;
}

const trigger = (context: Context, body: Record<string, unknown>) =>
  triggerCampaign(context, triggerSendSchema.parse(body));
const send = (context: Context, body: Record<string, unknown>) =>
  sendMessage(context, messagesSendSchema.parse(body));

async function deliveries(context: Context) {
  const { rows } = await pool().query(
    "SELECT external_user_id, status, reason, input, dispatch_id, variation_id, run_id FROM deliveries WHERE workspace_id = $1 ORDER BY external_user_id, id",
    [context.workspaceId],
  );
  return rows;
}

async function workRuns(context: Context): Promise<void> {
  for (;;) {
    const { rows } = await pool().query(
      "SELECT id FROM campaign_runs WHERE workspace_id = $1 AND status IN ('pending', 'running')",
      [context.workspaceId],
    );
    if (rows.length === 0) return;
    for (const { id } of rows) await continueRun(context.workspaceId, id, () => new Date());
  }
}

describe("/campaigns/trigger/send", () => {
  it("gives each recipient properties of their own and never merges two of the same person", async () => {
    const context = await createWorkspace();
    await people(context, ["a"]);
    const campaignId = await launched(context);
    const answer = await trigger(context, {
      campaign_id: campaignId,
      trigger_properties: { x: 1, y: 1 },
      recipients: [
        { external_user_id: "a", trigger_properties: { x: 2 } },
        { external_user_id: "a" },
        { external_user_id: "nobody" },
      ],
    });
    expect(answer.results).toMatchObject([
      { external_user_id: "a", status: "accepted" },
      { external_user_id: "a", status: "accepted" },
      { external_user_id: "nobody", status: "skipped", reason: "unknown_user" },
    ]);
    const rows = await deliveries(context);
    expect(new Set(rows.map((row) => row.input.trigger_properties))).toEqual(
      new Set([
        { x: 2, y: 1 },
        { x: 1, y: 1 },
      ]),
    );
    expect(new Set(rows.map((row) => row.dispatch_id))).toEqual(new Set([answer.dispatch_id]));
  });

  it("creates people when asked to, and writes attributes before the audience is judged", async () => {
    const context = await createWorkspace();
    const campaignId = await launched(context, {
      audience: {
        op: "and",
        filters: [{ type: "attribute", attribute: "tier", op: "equals", value: "gold" }],
      },
    });
    const answer = await trigger(context, {
      campaign_id: campaignId,
      recipients: [
        { external_user_id: "n", send_to_existing_only: false, attributes: { tier: "gold" } },
        { external_user_id: "m", send_to_existing_only: false, attributes: { tier: "blue" } },
      ],
    });
    expect(answer.results?.map((result) => result.reason ?? result.status)).toEqual([
      "accepted",
      "user_not_in_segment",
    ]);
  });

  it("respects re-eligibility and says so", async () => {
    const context = await createWorkspace();
    await people(context, ["a"]);
    const campaignId = await launched(context, { re_eligibility: { allowed: false } });
    const body = { campaign_id: campaignId, recipients: [{ external_user_id: "a" }] };
    expect((await trigger(context, body)).results?.[0]?.status).toBe("accepted");
    expect((await trigger(context, body)).results?.[0]).toMatchObject({
      status: "skipped",
      reason: "not_eligible_until",
    });
  });

  it("refuses a stopped campaign, an unknown one, one of another workspace, and a call without recipients", async () => {
    const context = await createWorkspace();
    const campaignId = await launched(context);
    const recipients = [{ external_user_id: "a" }];
    await expect(trigger(context, { campaign_id: campaignId })).rejects.toMatchObject({
      status: 400,
      errors: [{ code: "no_recipients" }],
    });
    await expect(
      trigger(await createWorkspace(), { campaign_id: campaignId, recipients }),
    ).rejects.toMatchObject({
      status: 400,
      errors: [{ code: "invalid_campaign_id" }],
    });
    await stopCampaign(context, campaignId);
    await expect(trigger(context, { campaign_id: campaignId, recipients })).rejects.toMatchObject({
      status: 409,
      errors: [{ code: "campaign_not_active" }],
    });
    expect(await deliveries(context)).toEqual([]);
  });

  it("reaches the whole audience by broadcast, once", async () => {
    const context = await createWorkspace();
    await people(context, ["gold1", "gold2", "blue1"]);
    const campaignId = await launched(context);
    const audience = {
      AND: [{ custom_attribute: { custom_attribute_name: "tier", comparison: "equals", value: "gold" } }],
    };
    await trigger(context, {
      campaign_id: campaignId,
      broadcast: true,
      audience,
      trigger_properties: { p: 1 },
    });
    await workRuns(context);
    const rows = await deliveries(context);
    expect(rows.map((row) => row.external_user_id)).toEqual(["gold1", "gold2"]);
    expect(rows[0].input).toEqual({ trigger_properties: { p: 1 } });
  });
});

describe("/messages/send", () => {
  const messages = {
    webhook: { url: "https://a.test/x", request_method: "POST", body: '{"a": "{{${user_id}}}"}' },
  };

  it("sends the webhook of the call under the campaign and variation it names", async () => {
    const context = await createWorkspace();
    await people(context, ["a", "b"]);
    const campaign = await createCampaign(
      context,
      createCampaignSchema.parse({ name: "API", type: "api", variations: [{ name: "Webhook" }] }),
    );
    const variationId = campaign.variations[0]!.message_variation_id;
    const answer = await send(context, {
      external_user_ids: ["a", "b"],
      campaign_id: campaign.campaign_id,
      messages: { webhook: { ...messages.webhook, message_variation_id: variationId } },
    });
    expect(answer.results?.map((result) => result.status)).toEqual(["accepted", "accepted"]);
    const rows = await deliveries(context);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      variation_id: variationId,
      status: "pending",
      input: { webhook: { body: { type: "json" } } },
    });
  });

  it("reaches a broadcast audience", async () => {
    const context = await createWorkspace();
    await people(context, ["a", "b"]);
    await send(context, { broadcast: true, messages });
    await workRuns(context);
    expect(await deliveries(context)).toHaveLength(2);
  });

  it.each<[string, number, Record<string, unknown>]>([
    ["no_recipients", 400, { messages }],
    ["no_message_to_send", 400, { external_user_ids: ["a"] }],
    ["invalid_campaign_id", 400, { external_user_ids: ["a"], messages, campaign_id: "nope" }],
    [
      "liquid.syntax",
      422,
      {
        external_user_ids: ["a"],
        messages: { webhook: { ...messages.webhook, url: "https://a.test/{{ x" } },
      },
    ],
  ])("refuses with %s and stores nothing", async (code, status, body) => {
    const context = await createWorkspace();
    await expect(send(context, body)).rejects.toMatchObject({ status, errors: [{ code }] });
    const { rows } = await pool().query("SELECT 1 FROM dispatches WHERE workspace_id = $1", [
      context.workspaceId,
    ]);
    expect(rows).toEqual([]);
  });
});

describe("a scheduled campaign", () => {
  it("reaches everybody of its audience once, however often the job runs, and is finished", async () => {
    const context = await createWorkspace();
    await people(context, ["gold1", "gold2", "blue1"]);
    const campaignId = await launched(context, {
      delivery: { type: "scheduled", start: "launch" },
      audience: {
        op: "and",
        filters: [{ type: "attribute", attribute: "tier", op: "equals", value: "gold" }],
      },
    });
    await beginPlannedRun(context.workspaceId, campaignId, context.now, new Date());
    await beginPlannedRun(context.workspaceId, campaignId, context.now, new Date());
    await workRuns(context);
    expect((await deliveries(context)).map((row) => row.external_user_id)).toEqual(["gold1", "gold2"]);
    const { rows } = await pool().query("SELECT status FROM campaigns WHERE id = $1", [campaignId]);
    expect(rows[0].status).toBe("finished");
  });

  it("stops at its cap", async () => {
    const context = await createWorkspace();
    await people(context, ["a", "b", "c"]);
    const campaignId = await launched(context, {
      delivery: { type: "scheduled", start: "launch" },
      user_cap: { per_run: 2 },
    });
    await beginPlannedRun(context.workspaceId, campaignId, context.now, new Date());
    await workRuns(context);
    expect(await deliveries(context)).toHaveLength(2);
  });
});

describe("pause, resume and stop", () => {
  it("park what waits, let it go on, and cancel it", async () => {
    const context = await createWorkspace();
    await people(context, ["a"]);
    const campaignId = await launched(context, {});
    await trigger(context, { campaign_id: campaignId, recipients: [{ external_user_id: "a" }] });
    const sweep = async () => {
      await sweepCampaign(context.workspaceId, campaignId, new Date());
      return (await deliveries(context)).map(({ status, reason }) => ({ status, reason }));
    };
    await pauseCampaign(context, campaignId);
    expect(await sweep()).toEqual([{ status: "held", reason: "campaign_paused" }]);
    await resumeCampaign(context, campaignId);
    expect(await sweep()).toEqual([{ status: "pending", reason: null }]);
    await stopCampaign(context, campaignId);
    expect(await sweep()).toEqual([{ status: "cancelled", reason: "campaign_stopped" }]);
  });
});

describe("evaluating a batch twice", () => {
  it("sends once", async () => {
    const context = await createWorkspace();
    await people(context, ["a"]);
    await launched(context, { delivery: { type: "action", event: "e" } });
    const { rows } = await pool().query("SELECT id FROM profiles WHERE workspace_id = $1", [
      context.workspaceId,
    ]);
    const event = {
      id: "01a20cf9-4211-7686-8d32-903dc6dd9dc8",
      profile_id: rows[0].id,
      external_id: "a",
      kind: "event" as const,
      name: "e",
      time: new Date().toISOString(),
      properties: {},
    };
    const batch = [
      {
        workspace_id: context.workspaceId,
        received_at: new Date().toISOString(),
        events: [event],
        attribute_changes: [],
      },
    ];
    await evaluateEvents(context.workspaceId, batch, new Date());
    await evaluateEvents(context.workspaceId, batch, new Date());
    expect(await deliveries(context)).toHaveLength(1);
  });
});

describe("a planned send", () => {
  it("goes out once at its time, unless it was moved or called off", async () => {
    const context = await createWorkspace();
    await people(context, ["a"]);
    const campaignId = await launched(context);
    const later = (hours: number) => new Date(context.now.getTime() + hours * 3_600_000);
    const body = (hours: number) =>
      triggerScheduleSchema.parse({
        campaign_id: campaignId,
        recipients: [{ external_user_id: "a" }],
        schedule: { time: later(hours).toISOString() },
      });
    const kept = await createSchedule(context, "campaign_trigger", body(1));
    const dropped = await createSchedule(context, "campaign_trigger", body(1));
    await deleteSchedule(context, "campaign_trigger", dropped.schedule_id);
    await updateSchedule(context, "campaign_trigger", kept.schedule_id, { schedule: body(2).schedule });
    const at = new Date(Math.floor(later(2).getTime() / 1000) * 1000);
    const early = new Date(Math.floor(later(1).getTime() / 1000) * 1000);
    await sendPlanned(context.workspaceId, kept.schedule_id, early, early);
    await sendPlanned(context.workspaceId, dropped.schedule_id, early, early);
    expect(await deliveries(context)).toHaveLength(0);
    await sendPlanned(context.workspaceId, kept.schedule_id, at, at);
    await sendPlanned(context.workspaceId, kept.schedule_id, at, at);
    expect((await deliveries(context)).map((row) => row.dispatch_id)).toEqual([kept.dispatch_id]);
  });

  it("is refused in the past", async () => {
    const context = await createWorkspace();
    const campaignId = await launched(context);
    const body = triggerScheduleSchema.parse({
      campaign_id: campaignId,
      recipients: [{ external_user_id: "a" }],
      schedule: { time: "2020-01-01T00:00:00Z" },
    });
    await expect(createSchedule(context, "campaign_trigger", body)).rejects.toMatchObject({
      status: 400,
      errors: [{ code: "invalid_schedule_time", field: "schedule.time" }],
    });
  });
});

describe("numbers of a campaign", () => {
  it("count deliveries by status, and fill days without any", async () => {
    const context = await createWorkspace();
    await people(context, ["a", "b"]);
    const campaignId = await launched(context);
    const sendId = await createSendId(context, campaignId, "spring");
    await trigger(context, {
      campaign_id: campaignId,
      send_id: sendId,
      recipients: [{ external_user_id: "a" }],
    });
    await trigger(context, { campaign_id: campaignId, recipients: [{ external_user_id: "b" }] });
    await pool().query(
      "UPDATE deliveries SET status = 'delivered', attempts_count = 1 WHERE workspace_id = $1",
      [context.workspaceId],
    );
    const stats = await campaignStats(context, campaignId, { unit: "hour", length: 24 });
    expect(stats).toMatchObject({ total: 2, by_status: { delivered: 2 } });
    expect(stats.series.reduce((sum, point) => sum + point.delivered, 0)).toBe(2);
    const all = await dataSeries(context, { campaign_id: campaignId, length: 3 });
    expect(all).toHaveLength(3);
    expect(all.at(-1)?.messages.webhook[0]).toMatchObject({ sent: 2, errors: 0 });
    const one = await dataSeries(context, { campaign_id: campaignId, length: 1, send_id: "spring" });
    expect(one[0]?.messages.webhook[0]?.sent).toBe(1);
  });

  it("are found by clients of the other product's API", async () => {
    const context = await createWorkspace();
    const campaignId = await launched(context, { tags: ["x"] });
    const list = await brazeList(context, { page: 0, include_archived: false, sort_direction: "asc" });
    expect(list).toMatchObject([{ id: campaignId, name: "C", is_api_campaign: false, tags: ["x"] }]);
    const details = await brazeDetails(context, campaignId);
    expect(details).toMatchObject({
      enabled: true,
      draft: false,
      schedule_type: "api_triggered",
      channels: ["webhook"],
    });
    await expect(brazeDetails(await createWorkspace(), campaignId)).rejects.toMatchObject({ status: 400 });
  });
});
