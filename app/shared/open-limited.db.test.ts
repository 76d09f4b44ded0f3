import { beforeEach, describe, expect, it } from "vitest";
import { createCampaignSchema } from "#lib/campaign/schema.ts";
import { createCampaign } from "#lib/campaign/service.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { requestReviewSchema } from "#lib/review/schema.ts";
import { addComment } from "#lib/review/service-comments.ts";
import { requestReview } from "#lib/review/service-request.ts";
import { createShareLink, revokeShareLink, shareLinks } from "#lib/review/service-share.ts";
import { shareInputSchema } from "#lib/review/share-schema.ts";
import { createSecret } from "#lib/secret/service.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { trackAndEvaluate } from "#lib/testing/evaluating.ts";
import { addMember, createWorkspace } from "#lib/testing/factories.ts";
import { readAuditLog } from "#lib/workspace/service-audit.ts";
import { openLimited } from "./open-limited.ts";

useTestDatabase();

const start = new Date("2026-03-10T12:00:00.000Z");
const HOUR_MS = 3_600_000;
const later = (ms: number) => new Date(start.getTime() + ms);
const from = (address: string) => new Headers({ "x-forwarded-for": address });
const tokenOf = ({ path }: { path: string }) => path.split("/").at(-1) ?? "";

let workspace: Context;
let ana: Context;
let review: string;
let addresses = 0;

/** The limit counts by address, so every opening comes from another one unless a test says otherwise. */
const open = (token: string, now = later(1_000)) => {
  addresses += 1;
  return openLimited(token, from(`198.51.100.${addresses % 250}`), now);
};

beforeEach(async () => {
  workspace = await createWorkspace(start);
  ana = await addMember(workspace, "ana", "marketer");
  await createSecret(workspace, {
    name: "crm",
    value: "s3cr3t-value",
    allowed_hosts: ["api.example.com"],
    note: "",
  });
  await trackAndEvaluate(
    workspace,
    { attributes: [{ external_id: "zoe-1", first_name: "Zoë", email: "zoe@example.com" }] },
    start,
  );
  const webhook = {
    method: "POST",
    url: "https://api.example.com/{{${user_id}}}",
    headers: { Authorization: "Bearer {{ secrets.crm }}" },
    body: { type: "json", value: { name: "{{${first_name}}}", plain: "Hello" } },
  };
  const campaign = createCampaignSchema.parse({
    name: "C",
    delivery: { type: "action", event: "booked" },
    variations: [{ name: "A", webhook }],
  });
  const { campaign_id } = await createCampaign(ana, campaign);
  const asked = requestReviewSchema.parse({ campaign_id, note: "Ask Ana about Zoë" });
  review = (await requestReview(ana, asked)).review_id;
  await addComment(ana, review, { body: "Said inside" });
});

describe("a link to a review", () => {
  it("shows the request without anybody's data, secrets, names or words", async () => {
    const link = await createShareLink(ana, review, 72);
    const shared = await open(tokenOf(link));
    if (!shared.ok) throw new Error(shared.reason);
    const text = JSON.stringify(shared.review);
    expect(text).toContain("Hello");
    expect(shared.review.masked).toBe(true);
    expect(text).not.toMatch(/Zoë|zoe-1|zoe@example|s3cr3t|Said inside|"ana"|ana-/);
    expect(shared.review).toMatchObject({ note: "", threads: [], decisions: [], reviewers: [], asked: [] });
  });

  it("works until it expires, and not a moment longer", async () => {
    const link = await createShareLink(ana, review, 1);
    expect(await open(tokenOf(link), later(HOUR_MS - 1))).toMatchObject({ ok: true });
    expect(await open(tokenOf(link), later(HOUR_MS))).toEqual({ ok: false, reason: "expired" });
  });

  it("lives for an hour at least and thirty days at most", () => {
    const hours = (expires_in_hours: number) => shareInputSchema.safeParse({ expires_in_hours }).success;
    expect([0, 1, 720, 721].map(hours)).toEqual([false, true, true, false]);
    expect(shareInputSchema.parse({}).expires_in_hours).toBe(72);
  });

  it("ends at once when it is revoked, which can be done once and only from its workspace", async () => {
    const link = await createShareLink(ana, review, 72);
    const foreign = await addMember(await createWorkspace(start), "eve", "owner");
    await expect(revokeShareLink(foreign, review, link.link_id)).rejects.toMatchObject({ status: 404 });
    await expect(shareLinks(foreign, review)).rejects.toMatchObject({ status: 404 });
    await expect(createShareLink(foreign, review, 1)).rejects.toMatchObject({ status: 404 });
    await revokeShareLink(ana, review, link.link_id);
    expect(await open(tokenOf(link))).toEqual({ ok: false, reason: "revoked" });
    await expect(revokeShareLink(ana, review, link.link_id)).rejects.toMatchObject({ status: 404 });
  });

  it("cannot be guessed, nor read from the database", async () => {
    const [one, two] = [await createShareLink(ana, review, 1), await createShareLink(ana, review, 1)];
    expect(tokenOf(one)).toMatch(/^[\w-]{43,}$/);
    expect(tokenOf(one)).not.toBe(tokenOf(two));
    const { rows } = await pool().query("SELECT * FROM review_share_links WHERE review_id = $1", [review]);
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toContain(tokenOf(one));
    for (const token of ["", "x", one.link_id, `${tokenOf(one)}x`, tokenOf(one).slice(1)])
      expect(await open(token)).toEqual({ ok: false, reason: "unknown" });
  });

  it("is counted and logged with the address, whoever opens it", async () => {
    const link = await createShareLink(ana, review, 72);
    await openLimited(tokenOf(link), from("203.0.113.7"), later(5_000));
    await open("unknown-token");
    const { links } = await shareLinks(ana, review);
    expect(links).toMatchObject([{ opened_count: 1, last_opened_at: later(5_000).toISOString() }]);
    await revokeShareLink(ana, review, link.link_id);
    const { audit_log } = await readAuditLog(workspace, {}, { limit: 20 });
    const lines = audit_log.filter(({ action }) => action.startsWith("review.share"));
    expect(lines).toMatchObject([
      { action: "review.share_opened", after: { link_id: link.link_id, address: "203.0.113.7" } },
      { action: "review.share_revoked", actor: { name: "ana" } },
      { action: "review.shared", actor: { name: "ana" }, after: { link_id: link.link_id } },
    ]);
    expect(JSON.stringify(audit_log)).not.toContain(tokenOf(link));
  });

  it("may be tried sixty times a minute from one address", async () => {
    const link = await createShareLink(ana, review, 72);
    const tries = async (address: string, count: number) => {
      const results = [];
      for (let number = 0; number < count; number++)
        results.push(await openLimited("guess", from(address), later(0)));
      return results.map((result) => (result.ok ? "open" : result.reason));
    };
    expect(new Set(await tries("192.0.2.1", 60))).toEqual(new Set(["unknown"]));
    expect(await tries("192.0.2.1", 2)).toEqual(["tooMany", "tooMany"]);
    expect(await openLimited(tokenOf(link), from("192.0.2.1"), later(0))).toMatchObject({
      reason: "tooMany",
    });
    expect(await openLimited(tokenOf(link), from("192.0.2.2"), later(0))).toMatchObject({ ok: true });
    expect(await openLimited(tokenOf(link), from("192.0.2.1"), later(61_000))).toMatchObject({ ok: true });
  });
});
