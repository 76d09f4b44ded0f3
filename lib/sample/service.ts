/** Fills a new workspace with people, events and campaigns to play with. Nothing in it sends before somebody launches it. */
import { createCampaignSchema } from "#lib/campaign/schema.ts";
import { createCampaign } from "#lib/campaign/service.ts";
import { createCanvasSchema } from "#lib/canvas/schema.ts";
import { createCanvas } from "#lib/canvas/service.ts";
import { instantiate } from "#lib/gallery/instantiate.ts";
import { instantiateJourney } from "#lib/gallery/instantiate-journey.ts";
import { JOURNEYS } from "#lib/gallery/items.ts";
import { GALLERY } from "#lib/gallery/templates.ts";
import { type Context, systemContext } from "#lib/platform/context.ts";
import { inTransaction } from "#lib/platform/db.ts";
import { createReceiverSchema, type ReceiverView } from "#lib/receiver/schema.ts";
import { createReceiver, listReceivers } from "#lib/receiver/service.ts";
import type { VendorId } from "#lib/receiver/vendors/vendor-ids.ts";
import { requestReviewSchema } from "#lib/review/schema.ts";
import { addComment } from "#lib/review/service-comments.ts";
import { requestReview } from "#lib/review/service-request.ts";
import { createSecret } from "#lib/secret/service.ts";
import { createSegment } from "#lib/segment/service.ts";
import { sampleEvents } from "./events.ts";
import { samplePeople } from "./people.ts";
import { REVIEW_COMMENT, REVIEW_NOTE, reviewedCampaign, SAMPLE_MARKETER, SAMPLE_REVIEWER } from "./review.ts";
import { SAMPLE_SEGMENTS } from "./segments.ts";
import { finishCampaign, insertPastDeliveries, insertPastEvents, insertPeople } from "./store.ts";

const DAY_MS = 86_400_000;
const PAST_SENDS = 24;
const EVERY_FAILED = 4;
/** Fewer than what makes the worker hold a host back. */
const FIRST_FAILURES = 8;

/** Once, in an empty workspace. */
export async function loadSampleWorkspace(workspaceId: string, now: Date): Promise<void> {
  const context = systemContext(workspaceId, "sample", now);
  const people = samplePeople();
  const profileIds = await inTransaction(async (sql) => {
    const ids = await insertPeople(sql, workspaceId, people, new Date(now.getTime() - 90 * DAY_MS));
    await insertPastEvents(sql, workspaceId, ids, sampleEvents(people.length, now));
    return ids;
  });
  for (const segment of SAMPLE_SEGMENTS) await createSegment(context, { ...segment, tags: ["sample"] });
  await createSecrets(context);
  const [inbox] = await listReceivers(context);
  const slow = await createReceiver(
    context,
    createReceiverSchema.parse({
      name: "Five a second",
      script: { rate_limit: { requests: 5, per_seconds: 1 } },
    }),
  );
  const failure = { status: 500, body: '{"message":"Out of order."}' };
  const down = await createReceiver(
    context,
    createReceiverSchema.parse({
      name: "Down at first",
      script: { answers: [...Array.from({ length: FIRST_FAILURES }, () => failure), { status: 200 }] },
    }),
  );
  if (!inbox) return;
  await createOwnCampaigns(context, { inbox, slow, down });
  await createFinishedCampaign(
    context,
    inbox,
    people.map((person, index) => ({ id: profileIds[index] ?? "", externalId: person.externalId })),
  );
  await createReviewedCampaign(context, inbox);
  await createFromTemplates(context);
}

/** Asked for by one sample colleague and commented on by another: the owner may decide. */
async function createReviewedCampaign(context: Context, inbox: ReceiverView): Promise<void> {
  const marketer = (): Context => ({ ...later(context), actor: SAMPLE_MARKETER });
  const { campaign_id: id } = await createCampaign(marketer(), reviewedCampaign(addressOf(inbox)));
  const request = requestReviewSchema.parse({ campaign_id: id, note: REVIEW_NOTE });
  const { review_id: review } = await requestReview(marketer(), request);
  await addComment({ ...later(context), actor: SAMPLE_REVIEWER }, review, REVIEW_COMMENT);
}

async function createSecrets(context: Context): Promise<void> {
  const samples = new Map(
    GALLERY.flatMap((template) => template.secrets).map((secret) => [secret.name, secret]),
  );
  for (const { name, hint, sample } of samples.values()) {
    const note = `Sample value for the built-in receivers. ${hint}.`;
    await createSecret(context, { name, value: sample, note, allowed_hosts: [] });
  }
}

/** One draft per template, each pointed at the stand-in of its vendor; the first of the gallery ends up on top. */
async function createFromTemplates(context: Context): Promise<void> {
  const addresses = new Map<VendorId, string>();
  for (const template of GALLERY.toReversed()) {
    let baseUrl = addresses.get(template.vendor);
    if (!baseUrl) {
      const name = template.name.split(":")[0] ?? template.name;
      const receiver = await createReceiver(
        context,
        createReceiverSchema.parse({ name, vendor: template.vendor }),
      );
      baseUrl = addressOf(receiver);
      addresses.set(template.vendor, baseUrl);
    }
    await createCampaign(
      later(context),
      createCampaignSchema.parse(instantiate(template, { name: template.name, baseUrl })),
      {
        incomplete: true,
      },
    );
  }
  await createJourneys(context, Object.fromEntries(addresses));
}

/** Welcome, reward and push, credit after bookings, win-back with a control group: drafts that can be launched as they are. */
async function createJourneys(context: Context, baseUrls: Partial<Record<VendorId, string>>): Promise<void> {
  for (const journey of JOURNEYS.toReversed()) {
    const body = instantiateJourney(journey, { name: journey.name, baseUrls });
    await createCanvas(later(context), createCanvasSchema.parse(body), { incomplete: true });
  }
}

/** One that cannot be launched as it is, one whose receiver asks for patience, and one whose receiver fails at first. */
async function createOwnCampaigns(
  context: Context,
  { inbox, slow, down }: Record<"inbox" | "slow" | "down", ReceiverView>,
): Promise<void> {
  const body = {
    type: "json",
    value: '{\n  "user": {{ ${user_id} | json }},\n  "first_name": {{ ${first_name} | json }}\n}',
  };
  const broken = {
    method: "POST",
    url: `${addressOf(inbox)}/trigger/{{ event_properties.\${name} }}/run`,
    body,
  };
  const paced = { method: "POST", url: addressOf(slow), body };
  const campaigns = [
    {
      name: "Broken on purpose: empty part in the address",
      description: "The event has no name, so the address is incomplete. The preview says where.",
      variations: [{ name: "A", webhook: broken }],
      delivery: { type: "action", event: "logged_in" },
    },
    {
      name: "Rate-limited: all LINE users, five a second",
      description: "Launch it and watch the receiver set the pace: what is too much is held and sent later.",
      variations: [{ name: "A", webhook: paced }],
      delivery: { type: "scheduled", start: "launch", frequency: "once" },
      audience: { op: "and", filters: [{ type: "attribute", attribute: "line_user_id", op: "exists" }] },
    },
    {
      name: "Fails, then can be replayed: a receiver that is down",
      description:
        "Launch it: the first requests are answered with 500 and fail. Then open Deliveries, filter by failed, and replay them.",
      variations: [{ name: "A", webhook: { method: "POST", url: addressOf(down), body } }],
      delivery: { type: "scheduled", start: "launch", frequency: "once" },
      audience: {
        op: "and",
        filters: [{ type: "attribute", attribute: "tier", op: "equals", value: "platinum" }],
      },
      retry: { schedule_seconds: [], unreachable_schedule_seconds: [], timeout_ms: 15_000 },
      user_cap: { total: 30, per_run: 30 },
    },
  ];
  for (const campaign of campaigns) {
    await createCampaign(later(context), createCampaignSchema.parse({ tags: ["sample"], ...campaign }), {
      incomplete: true,
    });
  }
}

/** It ran two days ago; some deliveries failed because a token had expired and can be replayed. */
async function createFinishedCampaign(
  context: Context,
  inbox: ReceiverView,
  people: readonly { id: string; externalId: string }[],
): Promise<void> {
  const at = new Date(context.now.getTime() - 2 * DAY_MS);
  const campaign = await createCampaign(
    context,
    createCampaignSchema.parse({
      name: "Finished: a few failed and can be replayed",
      description: "The token of the receiver had expired for a while. It works again: replay what failed.",
      tags: ["sample"],
      variations: [
        {
          name: "A",
          webhook: {
            method: "POST",
            url: addressOf(inbox),
            body: { type: "json", value: '{ "user": {{ ${user_id} | json }}, "offer": "SPRING" }' },
          },
        },
      ],
      delivery: { type: "scheduled", start: at.toISOString(), frequency: "once" },
    }),
    { incomplete: true },
  );
  const deliveries = people.slice(0, PAST_SENDS).map((person, index) => ({
    profileId: person.id,
    externalId: person.externalId,
    delivered: index % EVERY_FAILED !== 0,
    body: JSON.stringify({ user: person.externalId, offer: "SPRING" }),
    at: new Date(at.getTime() + index * 40),
  }));
  await inTransaction(async (sql) => {
    const { campaign_id: id, content_hash: contentHash } = campaign;
    const versionId = await finishCampaign(sql, { id, contentHash, at });
    const variationId = campaign.variations[0]?.message_variation_id ?? "";
    const { host } = new URL(inbox.url);
    const of = {
      workspaceId: context.workspaceId,
      campaignId: id,
      versionId,
      variationId,
      host,
      url: inbox.url,
    };
    await insertPastDeliveries(sql, of, deliveries);
  });
}

/** With the origin of the start in which it is sent, not of this one. */
function addressOf(receiver: ReceiverView): string {
  return `{{ app.origin }}${new URL(receiver.url).pathname}`;
}

/** Lists sort by creation: what is made later stands above. */
function later(context: Context): Context {
  return { ...context, now: new Date() };
}
