import { beforeEach, describe, expect, it } from "vitest";
import { createCampaignSchema, patchCampaignSchema } from "#lib/campaign/schema.ts";
import { changeCampaign, createCampaign } from "#lib/campaign/service.ts";
import { launchCampaign } from "#lib/campaign/service-lifecycle.ts";
import type { Context } from "#lib/platform/context.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { trackAndEvaluate } from "#lib/testing/evaluating.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { WorkspacePatch } from "#lib/workspace/schema.ts";
import { changeWorkspace } from "#lib/workspace/service.ts";
import { readAuditLog } from "#lib/workspace/service-audit.ts";
import { listReviewsQuerySchema } from "./schema.ts";
import { getReview, listReviews, requestReview } from "./service.ts";
import { approveReview, requestChanges, withdrawReview } from "./service-decide.ts";
import { approvalGate } from "./service-launch.ts";

useTestDatabase();

const start = new Date("2026-03-10T12:00:00.000Z");
const webhook = (url: string) => ({ variations: [{ name: "A", webhook: { url } }] });
const HOOK = "https://api.example.com/{{${user_id}}}";

let workspace: Context;
let seconds = 0;

/** Every call is a second later, so that what happened last is never a matter of luck. */
function as(name: string, base = workspace): Context {
  seconds += 1;
  const actor = { kind: "user", userId: name, name, email: `${name}@example.com`, role: "marketer" } as const;
  return { ...base, actor, scopes: ["reviews.request"], now: new Date(start.getTime() + seconds * 1000) };
}

function asKey(id: string): Context {
  return { ...as(id), actor: { kind: "api_key", apiKeyId: id, name: id } };
}

async function campaignBy(context: Context): Promise<string> {
  const delivery = { type: "action", event: "booked" };
  const input = createCampaignSchema.parse({ name: "C", delivery, ...webhook(HOOK) });
  return (await createCampaign(context, input)).campaign_id;
}

const edit = (context: Context, id: string, url: string) =>
  changeCampaign(context, id, patchCampaignSchema.parse(webhook(url)));
const request = (context: Context, id: string) => requestReview(context, { campaign_id: id, note: "" });
const launch = (context: Context, id: string) =>
  launchCampaign(context, id, { ensureApproved: approvalGate(context) });
const failure = (status: number, code: string) => ({ status, errors: [{ code }] });
const policy = (review: object) =>
  changeWorkspace(as("owner"), WorkspacePatch.parse({ settings: { review } }));

beforeEach(async () => {
  workspace = await createWorkspace(start);
});

describe("four eyes", () => {
  it("keep who asked and who wrote from deciding, people and keys alike, and let a third one", async () => {
    const id = await campaignBy(asKey("deploy"));
    const { review_id: review } = await request(as("ana"), id);
    await expect(approveReview(as("ana"), review, "")).rejects.toMatchObject(failure(403, "own_request"));
    await expect(approveReview(asKey("deploy"), review, "")).rejects.toMatchObject(failure(403, "own_edit"));
    await expect(requestChanges(as("ana"), review, "No")).rejects.toMatchObject(failure(403, "own_request"));
    expect(await approveReview(as("bo"), review, "Fine")).toMatchObject({
      status: "approved",
      decided_by: { kind: "user", id: "bo", name: "bo" },
      decision_note: "Fine",
    });
    await expect(approveReview(as("cy"), review, "")).rejects.toMatchObject(failure(409, "review_closed"));
    const { audit_log: log } = await readAuditLog(workspace, { subjectId: review }, { limit: 10 });
    expect(log.map((entry) => entry.action)).toEqual(["review.approved", "review.requested"]);
  });

  it("are not needed where one's own work may be approved", async () => {
    await policy({ self_approval: true });
    const { review_id: review } = await request(as("ana"), await campaignBy(as("ana")));
    expect(await approveReview(as("ana"), review, "")).toMatchObject({ status: "approved" });
  });
});

describe("a review", () => {
  it("is stale when the content changed, and then cannot be approved", async () => {
    const id = await campaignBy(as("ana"));
    const { review_id: review } = await request(as("ana"), id);
    expect(await getReview(as("bo"), review)).toMatchObject({ stale: false });
    await edit(as("ana"), id, "https://api.example.com/other");
    const seen = await getReview(as("bo"), review);
    expect(seen.stale).toBe(true);
    expect(seen.current_content_hash).not.toBe(seen.content_hash);
    await expect(approveReview(as("bo"), review, "")).rejects.toMatchObject(failure(409, "stale"));
    expect(await requestChanges(as("bo"), review, "Wrong address")).toMatchObject({
      status: "changes_requested",
    });
  });

  it("shows the requests of three people at most", async () => {
    const attributes = ["p1", "p2", "p3", "p4"].map((external_id) => ({ external_id }));
    await trackAndEvaluate(workspace, { attributes }, start);
    const { review_id: review } = await request(as("ana"), await campaignBy(as("ana")));
    const { samples } = await getReview(as("bo"), review);
    expect(samples).toHaveLength(3);
    expect(samples.map((sample) => sample.request?.url)).toEqual(
      samples.map((sample) => `https://api.example.com/${sample.external_user_id}`),
    );
  });

  it("is open once for the same content, until it is withdrawn by whoever asked", async () => {
    const id = await campaignBy(as("ana"));
    const { review_id: review } = await request(as("ana"), id);
    await expect(request(as("bo"), id)).rejects.toMatchObject(failure(409, "review_open"));
    await expect(withdrawReview(as("bo"), review)).rejects.toMatchObject(failure(403, "not_requester"));
    expect(await withdrawReview(as("ana"), review)).toMatchObject({ status: "withdrawn" });
    expect(await request(as("bo"), id)).toMatchObject({ status: "requested" });
  });

  it("is listed by page, status and campaign", async () => {
    const [first, second] = [await campaignBy(as("ana")), await campaignBy(as("ana"))];
    const { review_id: older } = await request(as("ana"), first);
    const { review_id: newer } = await request(as("ana"), second);
    await withdrawReview(as("ana"), older);
    const list = (query: object) => listReviews(workspace, listReviewsQuerySchema.parse(query));
    const page = await list({ limit: 1 });
    expect(page.reviews.map((item) => item.review_id)).toEqual([newer]);
    const rest = await list({ limit: 1, cursor: page.next_cursor });
    expect(rest.reviews.map((item) => item.review_id)).toEqual([older]);
    expect(rest.next_cursor).toBeNull();
    expect((await list({ status: "requested" })).reviews.map((item) => item.review_id)).toEqual([newer]);
    expect((await list({ campaign_id: first })).reviews.map((item) => item.review_id)).toEqual([older]);
  });

  it("of another workspace is not there", async () => {
    const id = await campaignBy(as("ana"));
    const { review_id: review } = await request(as("ana"), id);
    const foreign = await createWorkspace(start);
    const missing = { status: 404 };
    await expect(getReview(foreign, review)).rejects.toMatchObject(missing);
    await expect(approveReview(as("bo", foreign), review, "")).rejects.toMatchObject(missing);
    await expect(withdrawReview(as("ana", foreign), review)).rejects.toMatchObject(missing);
    await expect(request(as("bo", foreign), id)).rejects.toMatchObject(missing);
    expect((await listReviews(foreign, listReviewsQuerySchema.parse({}))).reviews).toEqual([]);
  });
});

describe("a launch", () => {
  it("needs no approval unless the workspace asks for one", async () => {
    const id = await campaignBy(as("ana"));
    expect(await launch(as("ana"), id)).toMatchObject({ status: "active" });
  });

  it("is refused without an approval of this content, and goes through with one", async () => {
    await policy({ campaigns_required: true });
    const id = await campaignBy(as("ana"));
    await expect(launch(as("ana"), id)).rejects.toMatchObject(failure(409, "approval_required"));
    const { review_id: review } = await request(as("ana"), id);
    await expect(launch(as("ana"), id)).rejects.toMatchObject(failure(409, "approval_required"));
    await approveReview(as("bo"), review, "");
    await edit(as("ana"), id, "https://api.example.com/other");
    await expect(launch(as("ana"), id)).rejects.toMatchObject(failure(409, "approval_stale"));
    const { review_id: next } = await request(as("ana"), id);
    await approveReview(as("bo"), next, "");
    expect(await launch(as("ana"), id)).toMatchObject({ status: "active" });
  });

  it("waits for as many different approvers as the workspace wants", async () => {
    await policy({ campaigns_required: true, approvals_needed: 2 });
    const id = await campaignBy(as("ana"));
    for (const reviewer of ["bo", "bo"]) {
      const { review_id: review } = await request(as("ana"), id);
      await approveReview(as(reviewer), review, "");
      await expect(launch(as("ana"), id)).rejects.toMatchObject(failure(409, "approval_required"));
    }
    const { review_id: review } = await request(as("ana"), id);
    await approveReview(as("cy"), review, "");
    expect(await launch(as("ana"), id)).toMatchObject({ status: "active" });
  });
});
