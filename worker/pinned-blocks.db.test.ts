import { afterAll, beforeAll, expect, it } from "vitest";
import { createCampaignSchema } from "#lib/campaign/schema.ts";
import { createCampaign, getCampaign } from "#lib/campaign/service.ts";
import { launchCampaign } from "#lib/campaign/service-lifecycle.ts";
import { triggerCampaign } from "#lib/campaign/service-send.ts";
import { compareVersions } from "#lib/campaign/service-versions.ts";
import { createCanvasSchema } from "#lib/canvas/schema.ts";
import { createCanvas, getCanvas } from "#lib/canvas/service.ts";
import { launchCanvas } from "#lib/canvas/service-lifecycle.ts";
import { triggerCanvas } from "#lib/canvas/service-send.ts";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { requestReviewSchema } from "#lib/review/schema.ts";
import { approvalGate, approvalView } from "#lib/review/service-approval.ts";
import { approveReview } from "#lib/review/service-decide.ts";
import { requestReview } from "#lib/review/service-request.ts";
import { changeContentBlock, createContentBlock, removeContentBlock } from "#lib/template/service.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { addMember, createWorkspace } from "#lib/testing/factories.ts";
import { type Receiver, startReceiver } from "#lib/testing/receiver.ts";
import { WorkspacePatch } from "#lib/workspace/schema.ts";
import { changeWorkspace } from "#lib/workspace/service.ts";
import { type RunningWorker, startWorker } from "./start-worker.ts";

useTestDatabase();

let worker: RunningWorker;
let receiver: Receiver;
let sent = 0;

beforeAll(async () => {
  receiver = await startReceiver();
  worker = await startWorker();
});

afterAll(async () => {
  await worker.stop();
  await receiver.close();
});

const now = (context: Context): Context => ({ ...context, now: new Date() });
const text = "{{content_blocks.${footer}}}";
const webhook = () => ({ method: "POST", url: `${receiver.url}/x`, body: { type: "json", value: { text } } });

async function place(): Promise<{ context: Context; block: string; inner: string }> {
  const context = await createWorkspace(new Date());
  await track(context, TrackBody.parse({ attributes: [{ external_id: "u1", first_name: "Zoë" }] }));
  const inner = await createContentBlock(context, { name: "inner", content: "one" });
  const outer = { name: "footer", content: "Bye {{${first_name}}} {{content_blocks.${inner}}}" };
  const block = await createContentBlock(context, outer);
  return { context, block: block.content_block_id, inner: inner.content_block_id };
}

async function campaignOf(context: Context): Promise<string> {
  const input = { name: "C", delivery: { type: "api_trigger" }, variations: [{ webhook: webhook() }] };
  return (await createCampaign(context, createCampaignSchema.parse(input))).campaign_id;
}

/** The text of the next request. */
async function next(send: () => Promise<unknown>): Promise<string> {
  await send();
  sent += 1;
  const received = await receiver.waitFor(sent);
  return JSON.parse(received.at(-1)?.body ?? "{}").text;
}

it("a live campaign leaves with the blocks it was launched with, until it is launched again", async () => {
  const { context, block, inner } = await place();
  const id = await campaignOf(context);
  await launchCampaign(now(context), id);
  const send = () =>
    triggerCampaign(now(context), {
      campaign_id: id,
      broadcast: false,
      recipients: [{ external_user_id: "u1", send_to_existing_only: true }],
    });
  expect(await next(send)).toBe("Bye Zoë one");
  expect(await getCampaign(context, id)).toMatchObject({
    has_unpublished_changes: false,
    changed_content_blocks: [],
  });

  await changeContentBlock(now(context), inner, { content: "two" });
  await changeContentBlock(now(context), block, { description: "Only this" });
  expect(await next(send)).toBe("Bye Zoë one");
  expect(await getCampaign(context, id)).toMatchObject({
    has_unpublished_changes: true,
    changed_content_blocks: ["inner"],
    live_version: { number: 1 },
  });

  const again = await launchCampaign(now(context), id);
  expect(again).toMatchObject({
    has_unpublished_changes: false,
    changed_content_blocks: [],
    live_version: { number: 2 },
  });
  expect(await next(send)).toBe("Bye Zoë two");
  const moved = { field: "content_blocks.inner", before: "one", after: "two" };
  expect(await compareVersions(context, id, 1, 2)).toEqual([moved]);
  expect(await compareVersions(context, id, 1, null)).toEqual([moved]);
  expect(await compareVersions(context, id, 2, null)).toEqual([]);

  await expect(removeContentBlock(now(context), inner)).rejects.toMatchObject({ status: 409 });
  expect(await next(send)).toBe("Bye Zoë two");
});

it("so does a journey, people inside included", async () => {
  const { context, inner } = await place();
  const steps = [{ id: "hi", type: "message", webhook: webhook(), next: null }];
  const entry = { type: "api_trigger", re_entry: { allowed: true } };
  const input = createCanvasSchema.parse({ name: "J", entry, steps });
  const { canvas_id: id } = await createCanvas(context, input);
  await launchCanvas(now(context), id);
  const send = () =>
    triggerCanvas(now(context), {
      canvas_id: id,
      broadcast: false,
      recipients: [{ external_user_id: "u1", send_to_existing_only: true }],
    });
  expect(await next(send)).toBe("Bye Zoë one");
  await changeContentBlock(now(context), inner, { content: "two" });
  expect(await next(send)).toBe("Bye Zoë one");
  expect(await getCanvas(context, id)).toMatchObject({
    has_unpublished_changes: true,
    changed_content_blocks: ["inner"],
  });
  await launchCanvas(now(context), id);
  expect(await next(send)).toBe("Bye Zoë two");
});

it("what leaves is what was approved: a block edited since makes the approval stale", async () => {
  const { context, inner } = await place();
  const review = { campaigns_required: true };
  await changeWorkspace(context, WorkspacePatch.parse({ settings: { review } }));
  const [ana, bo] = [await addMember(context, "ana", "marketer"), await addMember(context, "bo", "reviewer")];
  const id = await campaignOf(ana);
  const gate = approvalGate(context, "campaign");
  const launch = () => launchCampaign(now(ana), id, { ensureApproved: gate });
  const approve = async () => {
    const asked = await requestReview(now(ana), requestReviewSchema.parse({ campaign_id: id }));
    await approveReview(now(bo), asked.review_id, { note: "" });
  };
  await approve();
  await changeContentBlock(now(context), inner, { content: "two" });
  await expect(launch()).rejects.toMatchObject({ status: 409, errors: [{ code: "approval_stale" }] });
  expect(await approvalView(context, { type: "campaign", id })).toMatchObject({
    state: "stale",
    changes: [{ field: "content_blocks.inner", before: "one", after: "two" }],
  });
  await approve();
  await launch();
  await changeContentBlock(now(context), inner, { content: "three" });
  await expect(launch()).rejects.toMatchObject({ status: 409, errors: [{ code: "approval_stale" }] });
});

it("a block that is edited while a launch waits for its approval stops the launch", async () => {
  const { context, inner } = await place();
  const id = await campaignOf(context);
  const ensureApproved = async () => {
    await changeContentBlock(now(context), inner, { content: "two" });
  };
  await expect(launchCampaign(now(context), id, { ensureApproved })).rejects.toMatchObject({
    status: 409,
    errors: [{ code: "changed_while_launching" }],
  });
  expect(await getCampaign(context, id)).toMatchObject({ status: "draft", live_version: null });
});
