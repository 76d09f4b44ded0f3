import { beforeEach, describe, expect, it } from "vitest";
import { createCampaignSchema, patchCampaignSchema } from "#lib/campaign/schema.ts";
import { changeCampaign, createCampaign, getCampaign } from "#lib/campaign/service.ts";
import { launchCampaign } from "#lib/campaign/service-lifecycle.ts";
import { createCanvasSchema, patchCanvasSchema } from "#lib/canvas/schema.ts";
import { changeCanvas, createCanvas } from "#lib/canvas/service.ts";
import { launchCanvas } from "#lib/canvas/service-lifecycle.ts";
import type { Context } from "#lib/platform/context.ts";
import { changeContentBlock, createContentBlock } from "#lib/template/service.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { trackAndEvaluate } from "#lib/testing/evaluating.ts";
import { addMember, createWorkspace } from "#lib/testing/factories.ts";
import type { Role } from "#lib/workspace/permissions.ts";
import { WorkspacePatch } from "#lib/workspace/schema.ts";
import { changeWorkspace } from "#lib/workspace/service.ts";
import { readAuditLog } from "#lib/workspace/service-audit.ts";
import { membersOf, removeMember } from "#lib/workspace/service-members.ts";
import { listReviewsQuerySchema, requestReviewSchema } from "./schema.ts";
import { getReview, listReviews, waitingReviews } from "./service.ts";
import { approvalGate, approvalView } from "./service-approval.ts";
import { addComment, resolveThread } from "./service-comments.ts";
import { approveReview, requestChanges, withdrawReview } from "./service-decide.ts";
import { draftReview, requestReview } from "./service-request.ts";

useTestDatabase();

const start = new Date("2026-03-10T12:00:00.000Z");
const webhook = (url: string, value = "{}") => ({
  variations: [{ name: "A", webhook: { method: "POST", url, body: { type: "json", value } } }],
});
const HOOK = "https://api.example.com/{{${user_id}}}";
const BODY = "variations.0.webhook.body.value";

let workspace: Context;
let team: Record<string, Context>;
let seconds = 0;

/** Every call is a second later, so that what happened last is never a matter of luck. */
function as(name: string): Context {
  seconds += 1;
  const context = team[name];
  if (!context) throw new Error(`Nobody is called ${name}.`);
  return { ...context, now: new Date(start.getTime() + seconds * 1000) };
}

const idOf = (name: string): string => {
  const { actor } = as(name);
  return actor.kind === "user" ? actor.userId : "";
};

async function campaignBy(name: string, over: object = {}): Promise<string> {
  const delivery = { type: "action", event: "booked" };
  const input = createCampaignSchema.parse({ name: "C", delivery, ...webhook(HOOK), ...over });
  return (await createCampaign(as(name), input)).campaign_id;
}

const edit = (name: string, id: string, patch: object) =>
  changeCampaign(as(name), id, patchCampaignSchema.parse(patch));
const ask = async (name: string, subject: object, over: object = {}) =>
  (await requestReview(as(name), requestReviewSchema.parse({ ...subject, ...over }))).review_id;
const approve = (name: string, id: string, over: object = {}) =>
  approveReview(as(name), id, { note: "", ...over });
const refuse = (name: string, id: string) => requestChanges(as(name), id, { note: "Wrong address" });
const launch = (name: string, id: string) =>
  launchCampaign(as(name), id, { ensureApproved: approvalGate(as(name), "campaign") });
const failure = (status: number, code: string) => ({ status, errors: [{ code }] });
const policy = (review: object) =>
  changeWorkspace(as("owner"), WorkspacePatch.parse({ settings: { review } }));

beforeEach(async () => {
  workspace = await createWorkspace(start);
  const roles: Record<string, Role> = {
    owner: "owner",
    ana: "marketer",
    bo: "reviewer",
    cy: "reviewer",
    dan: "admin",
    vi: "viewer",
  };
  team = {};
  for (const [name, role] of Object.entries(roles)) team[name] = await addMember(workspace, name, role);
});

describe("four eyes", () => {
  it("keep who asked and everybody who wrote from deciding, and let a third one", async () => {
    const id = await campaignBy("dan");
    await edit("ana", id, webhook("https://api.example.com/other"));
    const review = await ask("ana", { campaign_id: id });
    await expect(approve("ana", review)).rejects.toMatchObject(failure(403, "own_request"));
    await expect(approve("dan", review)).rejects.toMatchObject(failure(403, "own_edit"));
    expect(await approve("bo", review, { note: "Fine" })).toMatchObject({
      status: "approved",
      decided_by: { kind: "user", name: "bo" },
      decision_note: "Fine",
    });
    const second = await approve("cy", review).catch((error: unknown) => error);
    expect(second).toMatchObject({
      ...failure(409, "review_closed"),
      message: expect.stringContaining("by bo"),
    });
    const { audit_log: log } = await readAuditLog(workspace, { subjectId: review }, { limit: 10 });
    expect(log.map((entry) => entry.action)).toEqual(["review.approved", "review.requested"]);
  });

  it("do not count a rename as an edit, and forget what was approved since", async () => {
    const id = await campaignBy("ana");
    await edit("dan", id, { name: "Other", description: "d" });
    await approve("dan", await ask("ana", { campaign_id: id }));
    await edit("owner", id, webhook("https://api.example.com/other"));
    const review = await ask("owner", { campaign_id: id });
    expect(await approve("ana", review).catch((error: unknown) => error)).toMatchObject({
      status: "approved",
    });
  });

  it("are not needed where one's own work may be approved", async () => {
    await policy({ self_approval: true });
    expect(await approve("ana", await ask("ana", { campaign_id: await campaignBy("ana") }))).toMatchObject({
      status: "approved",
    });
  });
});

describe("during a review", () => {
  it("the content is not edited, but may be renamed; withdrawn, it is free again", async () => {
    const id = await campaignBy("ana");
    const review = await ask("ana", { campaign_id: id });
    const other = webhook("https://api.example.com/other");
    await expect(edit("ana", id, other)).rejects.toMatchObject(failure(409, "in_review"));
    expect(await edit("ana", id, { name: "New name" })).toMatchObject({
      name: "New name",
      review_id: review,
    });
    await expect(ask("dan", { campaign_id: id })).rejects.toMatchObject(failure(409, "review_open"));
    await expect(withdrawReview({ ...as("vi"), scopes: [] }, review)).rejects.toMatchObject(
      failure(403, "not_requester"),
    );
    await withdrawReview(as("ana"), review);
    expect(await edit("ana", id, other)).toMatchObject({ review_id: null });
  });

  it("a content block that changes makes it stale, and says where", async () => {
    const block = await createContentBlock(workspace, { name: "foot", content: "Bye\nNow" });
    const body = '{ "text": "{{content_blocks.${foot}}}" }';
    const id = await campaignBy("ana", webhook("https://api.example.com/x", body));
    const review = await ask("ana", { campaign_id: id });
    expect(await getReview(as("bo"), review)).toMatchObject({ stale: false });
    await changeContentBlock(workspace, block.content_block_id, { content: "Bye\nSoon" });
    const moved = { section: "message", field: "content_blocks.foot", line: 2, before: "Now", after: "Soon" };
    expect(await getReview(as("bo"), review)).toMatchObject({ stale: true, stale_changes: [moved] });
    await expect(approve("bo", review)).rejects.toMatchObject({
      ...failure(409, "stale"),
      details: { sections: ["message"], changes: [moved] },
    });
    expect(await refuse("bo", review)).toMatchObject({ status: "changes_requested" });
  });

  it("what is not ready is refused with what is wrong", async () => {
    const id = await campaignBy("ana", { variations: [{ name: "A" }] });
    await expect(ask("ana", { campaign_id: id })).rejects.toMatchObject({
      status: 422,
      errors: [{ code: "not_ready_for_review", field: "variations.0.webhook" }],
    });
    expect(await draftReview(as("ana"), { campaign_id: id, pinned: [] })).toMatchObject({
      problems: [{ severity: "error", field: "variations.0.webhook" }],
    });
  });
});

describe("the people asked", () => {
  it("must be able to decide", async () => {
    const id = await campaignBy("ana");
    const asking = (reviewers: string[]) => ask("ana", { campaign_id: id }, { reviewers });
    await expect(asking(["nobody"])).rejects.toMatchObject(failure(422, "unknown_reviewer"));
    await expect(asking([idOf("vi")])).rejects.toMatchObject(failure(422, "reviewer_may_not_decide"));
    const over = { due_at: "2026-03-01T00:00:00Z" };
    await expect(ask("ana", { campaign_id: id }, over)).rejects.toMatchObject(failure(422, "in_the_past"));
  });

  it("decide; when they are gone, anyone who may does", async () => {
    const id = await campaignBy("ana");
    const review = await ask("ana", { campaign_id: id }, { reviewers: [idOf("bo")] });
    await expect(approve("cy", review)).rejects.toMatchObject(failure(403, "not_asked"));
    expect(await waitingReviews(as("cy"))).toEqual({ waiting: 0 });
    expect(await waitingReviews(as("bo"))).toEqual({ waiting: 1 });
    const { members } = await membersOf(workspace);
    const bo = members.find(({ name }) => name === "bo");
    await removeMember(as("owner"), bo?.member_id ?? "");
    expect(await getReview(as("cy"), review)).toMatchObject({ asked: [{ name: null }], refusal: null });
    expect(await waitingReviews(as("cy"))).toEqual({ waiting: 1 });
    expect(await approve("cy", review)).toMatchObject({ status: "approved" });
  });

  it("find what waits for them, and not what they wrote, asked for or decided", async () => {
    await policy({ approvals_needed: 2 });
    const [first, second] = [await campaignBy("ana"), await campaignBy("dan")];
    const [older, newer] = [
      await ask("ana", { campaign_id: first }),
      await ask("ana", { campaign_id: second }),
    ];
    const list = async (name: string, query: object) =>
      (await listReviews(as(name), listReviewsQuerySchema.parse(query))).reviews.map(
        (item) => item.review_id,
      );
    expect(await list("bo", { view: "mine" })).toEqual([newer, older]);
    expect(await list("dan", { view: "mine" })).toEqual([older]);
    expect(await list("ana", { view: "mine" })).toEqual([]);
    expect(await list("ana", { view: "asked" })).toEqual([newer, older]);
    await approve("bo", older);
    expect(await list("bo", { view: "mine" })).toEqual([newer]);
    await approve("cy", older);
    expect(await list("bo", { view: "decided" })).toEqual([older]);
    expect(await list("bo", { view: "open" })).toEqual([newer]);
    const page = await listReviews(as("bo"), listReviewsQuerySchema.parse({ limit: 1 }));
    const rest = await listReviews(
      as("bo"),
      listReviewsQuerySchema.parse({ limit: 1, cursor: page.next_cursor }),
    );
    expect([...page.reviews, ...rest.reviews].map((item) => item.review_id)).toEqual([newer, older]);
    expect(rest.next_cursor).toBeNull();
  });
});

describe("a launch", () => {
  it("needs no approval unless the workspace asks for one", async () => {
    expect(await launch("ana", await campaignBy("ana"))).toMatchObject({ status: "active" });
  });

  it("is refused without an approval, goes through with one, and names what moved since", async () => {
    await policy({ campaigns_required: true });
    const id = await campaignBy("ana");
    await expect(launch("ana", id)).rejects.toMatchObject(failure(409, "approval_required"));
    const review = await ask("ana", { campaign_id: id });
    expect(await approvalView(as("ana"), { type: "campaign", id })).toMatchObject({
      required: true,
      state: "in_review",
      review_id: review,
    });
    await approve("bo", review);
    await edit("ana", id, webhook("https://api.example.com/other"));
    await expect(launch("ana", id)).rejects.toMatchObject({
      ...failure(409, "approval_stale"),
      details: { changes: [{ section: "message", field: "variations.0.webhook.url" }] },
    });
    expect(await approvalView(as("ana"), { type: "campaign", id })).toMatchObject({
      state: "stale",
      sections: [
        { section: "message", state: "stale" },
        { section: "delivery", state: "approved" },
        { section: "audience", state: "approved" },
        { section: "conversions", state: "approved" },
      ],
    });
    const next = await ask("ana", { campaign_id: id });
    expect(await getReview(as("bo"), next)).toMatchObject({
      sections: ["message"],
      baseline: { kind: "approved", by: "bo" },
      changes: [{ field: "variations.0.webhook.url", before: HOOK }],
      risks: [{ code: "new_host" }, { code: "changed_body" }],
    });
    await approve("bo", next);
    expect(await launch("ana", id)).toMatchObject({ status: "active" });
  });

  it("waits for different approvers, section by section", async () => {
    await policy({ campaigns_required: true, approvals_needed: 2 });
    const id = await campaignBy("ana");
    const review = await ask("ana", { campaign_id: id });
    expect(await approve("bo", review, { sections: ["message"] })).toMatchObject({ status: "requested" });
    await approve("bo", review);
    await expect(approve("bo", review)).rejects.toMatchObject(failure(409, "approved_by_you"));
    await expect(launch("ana", id)).rejects.toMatchObject(failure(409, "approval_required"));
    expect(await approve("cy", review)).toMatchObject({ status: "approved" });
    expect(await launch("ana", id)).toMatchObject({ status: "active" });
  });

  it("waits for the people that a rule about a host names", async () => {
    const when = { type: "host", host: "*.example.com" };
    await policy({ campaigns_required: true, rules: [{ when, reviewers: [idOf("cy")] }] });
    const id = await campaignBy("ana");
    await trackAndEvaluate(workspace, { attributes: [{ external_id: "p1" }] }, start);
    const review = await ask("ana", { campaign_id: id });
    expect(await approve("bo", review)).toMatchObject({ status: "requested" });
    expect(await getReview(as("bo"), review)).toMatchObject({
      refusal: "decided",
      requirement: { groups: [{ rule: when, reviewers: [idOf("cy")] }] },
    });
    expect(await approve("cy", review)).toMatchObject({ status: "approved" });
  });

  it("of an API campaign is not slipped past by saving it", async () => {
    await policy({ campaigns_required: true });
    const input = createCampaignSchema.parse({ name: "Api", type: "api", variations: [{ name: "Webhook" }] });
    const { campaign_id: id, status } = await createCampaign(as("ana"), input);
    expect(status).toBe("draft");
    await expect(launch("ana", id)).rejects.toMatchObject(failure(409, "approval_required"));
    await approve("bo", await ask("ana", { campaign_id: id }));
    expect(await launch("ana", id)).toMatchObject({ status: "active", live_version: { number: 1 } });
    await edit("ana", id, { rate_limit: { per_minute: 10 } });
    expect(await getCampaign(as("ana"), id)).toMatchObject({
      live_version: { number: 1 },
      has_unpublished_changes: true,
    });
    await expect(launch("ana", id)).rejects.toMatchObject(failure(409, "approval_stale"));
  });

  it("of a canvas obeys its own policy", async () => {
    await policy({ canvases_required: true });
    const step = (url: string) => ({ id: "m", type: "message", webhook: { method: "POST", url } });
    const input = { name: "J", entry: { type: "action", event: "booked" }, steps: [step(HOOK)] };
    const { canvas_id: id } = await createCanvas(as("ana"), createCanvasSchema.parse(input));
    const start = () => launchCanvas(as("ana"), id, { ensureApproved: approvalGate(as("ana"), "canvas") });
    const change = (patch: object) => changeCanvas(as("ana"), id, patchCanvasSchema.parse(patch));
    await expect(start()).rejects.toMatchObject(failure(409, "approval_required"));
    const review = await ask("ana", { canvas_id: id });
    await expect(change({ steps: [step("https://x.example/")] })).rejects.toMatchObject(
      failure(409, "in_review"),
    );
    await change({ layout: { auto: false, notes: [] } });
    expect((await getReview(as("bo"), review)).samples).toMatchObject([{ message_id: "m" }]);
    await approve("bo", review);
    expect(await start()).toMatchObject({ status: "active" });
    await change({ steps: [step("https://x.example/")] });
    await expect(start()).rejects.toMatchObject(failure(409, "approval_stale"));
  });
});

describe("comments", () => {
  it("stay with their line over reviews until they are settled", async () => {
    const lines = ["{", '  "a": 1,', '  "b": 2', "}"].join("\n");
    const id = await campaignBy("ana", webhook("https://api.example.com/x", lines));
    const review = await ask("ana", { campaign_id: id });
    const thread = await addComment(as("bo"), review, { body: "Two?", field: BODY, line: 3 });
    expect(thread).toMatchObject({ line_text: '  "b": 2', place: { state: "here", line: 3 } });
    const reply = { body: "Yes", reply_to: thread.thread_id };
    expect((await addComment(as("ana"), review, reply)).comments).toHaveLength(2);
    const beyond = addComment(as("bo"), review, { body: "?", field: BODY, line: 9 });
    await expect(beyond).rejects.toMatchObject(failure(422, "line_vanished"));
    await refuse("bo", review);
    const shifted = lines.replace("{\n", '{\n  "zero": 0,\n');
    await edit("ana", id, webhook("https://api.example.com/x", shifted));
    const next = await ask("ana", { campaign_id: id });
    const placed = async () => (await getReview(as("bo"), next)).threads.map(({ place }) => place);
    expect(await placed()).toEqual([{ state: "moved", line: 4 }]);
    await withdrawReview(as("ana"), next);
    await edit("ana", id, webhook("https://api.example.com/x", lines.replace("2", "3")));
    const last = await ask("ana", { campaign_id: id });
    expect((await getReview(as("bo"), last)).threads).toMatchObject([
      { place: { state: "vanished", line: null }, line_text: '  "b": 2' },
    ]);
    await resolveThread(as("bo"), last, thread.thread_id, true);
    expect((await getReview(as("bo"), last)).threads).toEqual([]);
  });
});

describe("what is shown", () => {
  it("are the requests of people chosen to show every branch, masked for who may not see people", async () => {
    const attributes = ["p1", "p2", "p3", "p4", "p5"].map((external_id, index) => ({
      external_id,
      first_name: index === 3 ? "Zoë" : "Jo",
      tier: index === 2 ? "gold" : "none",
    }));
    await trackAndEvaluate(workspace, { attributes }, start);
    const body =
      '{ "n": "{{${first_name}}}", "t": {% if custom_attribute.${tier} == "gold" %}1{% else %}0{% endif %} }';
    const id = await campaignBy("ana", webhook(HOOK, body));
    const review = await ask("ana", { campaign_id: id }, { pinned: ["p5"] });
    const seen = await getReview(as("bo"), review);
    const people = seen.samples.map((sample) => sample.external_user_id);
    expect(people[0]).toBe("p5");
    expect(people).toEqual(expect.arrayContaining(["p3", "p4"]));
    expect(seen.samples.find((sample) => sample.external_user_id === "p3")?.request).toMatchObject({
      url: "https://api.example.com/p3",
      body: '{ "n": "Jo", "t": 1 }',
    });
    const masked = await getReview(as("vi"), review);
    expect(masked.masked).toBe(true);
    expect(JSON.stringify(masked.samples)).not.toMatch(/p3|Zoë|Jo/);
    expect(masked.samples.map((sample) => sample.request?.body)).toContain('{ "n": "••••", "t": 1 }');
  });

  it("is nothing to people of another workspace", async () => {
    const review = await ask("ana", { campaign_id: await campaignBy("ana") });
    const foreign = await addMember(await createWorkspace(start), "out", "admin");
    const missing = { status: 404 };
    await expect(getReview(foreign, review)).rejects.toMatchObject(missing);
    await expect(approveReview(foreign, review, { note: "" })).rejects.toMatchObject(missing);
    await expect(withdrawReview(foreign, review)).rejects.toMatchObject(missing);
    await expect(addComment(foreign, review, { body: "Hi" })).rejects.toMatchObject(missing);
    expect((await listReviews(foreign, listReviewsQuerySchema.parse({}))).reviews).toEqual([]);
  });
});
