import { expect, it } from "vitest";
import { createCampaignSchema } from "#lib/campaign/schema.ts";
import { messagesSendSchema } from "#lib/campaign/send-schema.ts";
import { createCampaign } from "#lib/campaign/service.ts";
import { launchCampaign } from "#lib/campaign/service-lifecycle.ts";
import { sendMessage } from "#lib/campaign/service-send.ts";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import { pool } from "#lib/platform/db.ts";
import { createSecretSchema } from "#lib/secret/schema.ts";
import { createSecret, getSecret } from "#lib/secret/service.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { useWorker } from "#lib/testing/worker.ts";

useTestDatabase();
const running = useWorker();

const seen = (path: string) => running.receiver.requests.filter((request) => request.url === path);
const someone = TrackBody.parse({ attributes: [{ external_id: "u1", first_name: "Zoë" }] });

it("a scheduled campaign goes out at launch and is finished", async () => {
  const context = await createWorkspace();
  await track(context, someone);
  const webhook = { url: `${running.receiver.url}/scheduled` };
  const delivery = { type: "scheduled", start: "launch" };
  const input = createCampaignSchema.parse({ name: "S", variations: [{ webhook }], delivery });
  const { campaign_id: id } = await createCampaign(context, input);
  await launchCampaign({ ...context, now: new Date() }, id);
  await expect.poll(() => seen("/scheduled").length, { timeout: 15_000 }).toBe(1);
  const status = async () =>
    (await pool().query("SELECT status FROM campaigns WHERE id = $1", [id])).rows[0].status;
  await expect.poll(status, { timeout: 5_000 }).toBe("finished");
});

it("an API campaign sends the webhook of the call with the retries of the campaign", async () => {
  const context = await createWorkspace();
  await track(context, someone);
  running.receiver.script("/call", [500, 200]);
  const retry = { schedule_seconds: [0.05] };
  const input = createCampaignSchema.parse({
    name: "A",
    type: "api",
    variations: [{ name: "Webhook" }],
    retry,
  });
  const campaign = await createCampaign(context, input);
  const webhook = {
    url: `${running.receiver.url}/call`,
    request_method: "POST",
    request_headers: { "Content-Type": "application/json" },
    body: '{"name": "{{${first_name}}}"}',
    message_variation_id: campaign.variations[0]?.message_variation_id,
  };
  const call = { external_user_ids: ["u1"], campaign_id: campaign.campaign_id, messages: { webhook } };
  await sendMessage({ ...context, now: new Date() }, messagesSendSchema.parse(call));
  await expect.poll(() => seen("/call").length, { timeout: 15_000 }).toBe(2);
  expect(JSON.parse(seen("/call")[0]?.body ?? "")).toEqual({ name: "Zoë" });
});

it("a secret remembers when it was last sent", async () => {
  const context = await createWorkspace();
  await track(context, someone);
  await createSecret(context, createSecretSchema.parse({ name: "crm", value: "s3cret" }));
  const webhook = {
    url: `${running.receiver.url}/secret`,
    headers: { authorization: "Bearer {{ secrets.crm }}" },
  };
  const delivery = { type: "scheduled", start: "launch" };
  const input = createCampaignSchema.parse({ name: "K", variations: [{ webhook }], delivery });
  const { campaign_id: id } = await createCampaign(context, input);
  expect((await getSecret(context, "crm")).last_used_at).toBeNull();
  await launchCampaign({ ...context, now: new Date() }, id);
  await expect.poll(() => seen("/secret").length, { timeout: 15_000 }).toBe(1);
  await expect.poll(async () => (await getSecret(context, "crm")).last_used_at).not.toBeNull();
});
