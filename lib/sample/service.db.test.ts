import { expect, it } from "vitest";
import { listCampaigns } from "#lib/campaign/service.ts";
import { previewCampaign } from "#lib/campaign/service-preview.ts";
import { getCanvas, listCanvases } from "#lib/canvas/service.ts";
import { listDeliveriesQuerySchema } from "#lib/delivery/schema.ts";
import { getDelivery, listDeliveries } from "#lib/delivery/service.ts";
import { JOURNEYS } from "#lib/gallery/items.ts";
import { GALLERY } from "#lib/gallery/templates.ts";
import { pool } from "#lib/platform/db.ts";
import { listReviewsQuerySchema } from "#lib/review/schema.ts";
import { getReview, listReviews } from "#lib/review/service.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { countStatements, createWorkspace } from "#lib/testing/factories.ts";
import { samplePeople } from "./people.ts";
import { loadSampleWorkspace } from "./service.ts";

useTestDatabase();

it("makes the same people every time, some with values missing", () => {
  const people = samplePeople();
  expect(samplePeople()).toEqual(people);
  expect(people).toHaveLength(500);
  const without = (name: string) => people.filter((person) => !(name in person.attributes)).length / 500;
  expect(without("first_name")).toBeCloseTo(0.08, 1);
  expect(without("email")).toBeCloseTo(0.05, 1);
  expect(new Set(people.map((person) => person.timeZone)).size).toBe(12);
});

it("fills a workspace in which nothing is live and every draft can be seen for somebody", async () => {
  const context = await createWorkspace();
  const statements = await countStatements(() => loadSampleWorkspace(context.workspaceId, context.now));
  expect(statements).toBeLessThan(1_100);
  const { campaigns } = await listCampaigns(context, { limit: 100, include_archived: false });
  expect(new Set(campaigns.map((campaign) => campaign.status))).toEqual(new Set(["draft", "finished"]));
  const broken: string[] = [];
  for (const campaign of campaigns) {
    const template = GALLERY.find((item) => campaign.tags.includes(item.id));
    const { person = {}, event_properties: properties = {} } = template?.example ?? {};
    const preview = await previewCampaign(context, campaign.campaign_id, {
      user: person,
      event_properties: properties,
    });
    if (preview.error) broken.push(campaign.name);
  }
  const { reviews } = await listReviews(context, listReviewsQuerySchema.parse({ view: "mine" }));
  expect(reviews.map(({ subject }) => subject.name)).toEqual(["Awaiting review: birthday voucher"]);
  expect(await getReview(context, reviews[0]?.review_id ?? "")).toMatchObject({
    facts: {
      people: 500,
      checks: [{ result: "ok" }, { result: "ok" }, { result: "ok", count: 4, total: 4 }, {}, {}],
    },
    threads: [{ line: 4, place: { state: "here" } }],
  });
  expect(broken).toEqual(["Broken on purpose: empty part in the address"]);
  const { canvases } = await listCanvases(context, { limit: 50, include_archived: false });
  expect(canvases.map(({ name, status }) => `${status} ${name}`).toSorted()).toEqual(
    JOURNEYS.map(({ name }) => `draft ${name}`).toSorted(),
  );
  for (const canvas of canvases) {
    const { problems } = await getCanvas(context, canvas.canvas_id);
    expect(
      problems.filter(({ severity }) => severity === "error"),
      canvas.name,
    ).toEqual([]);
  }
  const log = await listDeliveries(context, listDeliveriesQuerySchema.parse({ limit: 50 }));
  const sent = await Promise.all(log.deliveries.map(({ delivery_id: id }) => getDelivery(context, id)));
  const named = sent.filter(({ request }) => request?.headers["content-type"] === "application/json");
  expect(named).toHaveLength(24);
  const { rows } = await pool().query(
    "SELECT status, count(*)::int AS n FROM deliveries WHERE workspace_id = $1 GROUP BY 1 ORDER BY 1",
    [context.workspaceId],
  );
  expect(rows).toEqual([
    { status: "delivered", n: 18 },
    { status: "failed", n: 6 },
  ]);
});
