/** Rows 13 to 17 of the table of use cases: rewards, push messages, credits. */
import { describe, expect, it } from "vitest";
import { createCampaignSchema } from "#lib/campaign/schema.ts";
import { createCampaign } from "#lib/campaign/service.ts";
import { launchCampaign } from "#lib/campaign/service-lifecycle.ts";
import { createCanvasSchema } from "#lib/canvas/schema.ts";
import { createCanvas } from "#lib/canvas/service.ts";
import { launchCanvas } from "#lib/canvas/service-lifecycle.ts";
import { canvasStats } from "#lib/canvas/service-stats.ts";
import { adviceFor } from "#lib/delivery/advice.ts";
import { listDeliveries } from "#lib/delivery/service.ts";
import { replayDelivery } from "#lib/delivery/service-replay.ts";
import { instantiateJourney, instantiateMessage } from "#lib/gallery/instantiate-journey.ts";
import { JOURNEYS, MESSAGES, templateCalled } from "#lib/gallery/items.ts";
import type { Context } from "#lib/platform/context.ts";
import { getUser } from "#lib/profile/service-users.ts";
import type { ReceiverView } from "#lib/receiver/schema.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import {
  addressOf,
  codes,
  createSecretsOf,
  deliveriesOf,
  entries,
  happens,
  launched,
  now,
  OK,
  QUICK_RETRY,
  received,
  scenario,
  standIn,
  until,
  useVendors,
} from "#lib/testing/use-cases.ts";

useTestDatabase();
useVendors();

interface Reward {
  context: Context;
  ledger: ReceiverView;
  push: ReceiverView;
  baseUrls: { game: string; onesignal: string };
}

/** A ledger that is down three times and a push service, with the secrets of both. */
async function rewardAndPush(): Promise<Reward> {
  const context = await createWorkspace();
  const down = scenario("game", "unavailable");
  const ledger = await standIn(context, "game", { answers: [down, down, down, OK] });
  const push = await standIn(context, "onesignal");
  for (const id of ["game-reward", "onesignal-push"]) await createSecretsOf(context, templateCalled(id));
  return {
    context,
    ledger,
    push,
    baseUrls: { game: addressOf(ledger), onesignal: addressOf(push) },
  };
}

const RETRY = { ...QUICK_RETRY, schedule_seconds: [0.1, 0.1, 0.1, 0.1] };

/** The event comes three times; one reward is paid, one push sent, and that only after the reward. */
async function paysOnceThenTells({ context, ledger, push }: Reward): Promise<void> {
  const template = templateCalled("game-reward");
  await happens({ context, template }, {}, [{}, {}, {}]);
  const paid = async () =>
    (await listDeliveries(context, { status: "delivered", limit: 50 })).deliveries.length;
  await expect.poll(paid, { timeout: 25_000, interval: 100 }).toBe(6);
  expect(await entries({ context, receiver: ledger }, "balance:")).toEqual({ "balance:player u1": 100 });
  expect(Object.keys(await entries({ context, receiver: push }, "key:"))).toHaveLength(1);
  const booked = (await received({ context, receiver: ledger })).filter((one) => one.status_code === 201);
  const [told] = await received({ context, receiver: push });
  expect(booked).toHaveLength(1);
  expect(Date.parse(told?.received_at ?? "")).toBeGreaterThanOrEqual(
    Date.parse(booked[0]?.received_at ?? ""),
  );
  expect(JSON.parse(told?.body ?? "")).toMatchObject({ contents: { en: "100 coins are in your account" } });
}

describe("a reward and a push message", () => {
  it("row 13: as a journey, the push follows only a reward that was paid, and one is paid", async () => {
    const world = await rewardAndPush();
    const journey = JOURNEYS.find(({ id }) => id === "level-reward-journey");
    if (!journey) throw new Error("The journey is missing.");
    const body = instantiateJourney(journey, { name: "Reward", baseUrls: world.baseUrls });
    const canvas = await createCanvas(world.context, createCanvasSchema.parse({ ...body, retry: RETRY }));
    await launchCanvas(now(world.context), canvas.canvas_id);
    await paysOnceThenTells(world);
    const stats = async () => (await canvasStats(world.context, canvas.canvas_id, {})).completed;
    await expect.poll(stats, { timeout: 10_000 }).toBe(3);
  });

  it("row 13: as two messages, the second starts once the first was delivered", async () => {
    const world = await rewardAndPush();
    const [messages] = MESSAGES;
    if (!messages) throw new Error("The messages are missing.");
    let before: string | null = null;
    for (const index of messages.messages.keys()) {
      const body = instantiateMessage(messages, index, { name: "Reward", baseUrls: world.baseUrls }, before);
      const campaign = await createCampaign(
        world.context,
        createCampaignSchema.parse({ ...body, retry: RETRY }),
      );
      await launchCampaign(now(world.context), campaign.campaign_id, {});
      before = campaign.campaign_id;
    }
    await paysOnceThenTells(world);
  });

  it("row 13: nobody is told of a reward that was refused", async () => {
    const world = await rewardAndPush();
    const journey = JOURNEYS.find(({ id }) => id === "level-reward-journey");
    if (!journey) throw new Error("The journey is missing.");
    const body = instantiateJourney(journey, { name: "Reward", baseUrls: world.baseUrls });
    const retry = { ...RETRY, schedule_seconds: [] };
    const canvas = await createCanvas(world.context, createCanvasSchema.parse({ ...body, retry }));
    await launchCanvas(now(world.context), canvas.canvas_id);
    await happens({ context: world.context, template: templateCalled("game-reward") });
    const failed = async () =>
      (await listDeliveries(world.context, { status: "failed", limit: 5 })).deliveries.length;
    await expect.poll(failed, { timeout: 15_000 }).toBe(1);
    const inside = async () => (await canvasStats(world.context, canvas.canvas_id, {})).inside;
    await expect.poll(inside, { timeout: 10_000 }).toBe(0);
    expect(await received({ context: world.context, receiver: world.push })).toEqual([]);
  });
});

describe("a game reward", () => {
  it("row 14: is paid once for a level; the second delivery is told that it had it", async () => {
    const down = scenario("game", "unavailable");
    const game = await launched("game-reward", { script: { answers: [down, down, OK] } });
    await happens(game, {}, [{}, {}]);
    const deliveries = await until(game, "delivered", 2);
    const last = deliveries.map((delivery) => delivery.attempts.at(-1));
    expect(last.map((attempt) => [attempt?.status_code, attempt?.outcome]).toSorted()).toEqual([
      [200, "already"],
      [201, "done"],
    ]);
    expect(await entries(game, "balance:")).toEqual({ "balance:player u1": 100 });
  });
});

describe("Firebase", () => {
  it("row 15: a token that is no longer registered is taken off the profile", async () => {
    const push = await launched("fcm-push");
    await happens(push, { fcm_token: "gone-1", city: "Paris" });
    const [delivery] = await until(push, "failed");
    expect(adviceFor(delivery?.attempts[0], push.template.outcome_rules)).toBe("push_token_gone");
    const token = async () => (await getUser(push.context, "u1")).custom_attributes.fcm_token;
    await expect.poll(token, { timeout: 5_000 }).toBeUndefined();
    await happens(push, { fcm_token: null });
    const aborted = (await until(push, "aborted")).find((one) => one.status === "aborted");
    expect(aborted?.reason).toBe("liquid_abort_message");
    expect(await received(push)).toHaveLength(1);
  });
});

describe("OneSignal", () => {
  it("row 16: an answer without an id counts as failed, with the vendor's reason", async () => {
    const push = await launched("onesignal-push");
    await happens(push, { external_id: "nobody1" });
    const [delivery] = await until(push, "failed");
    expect(delivery).toMatchObject({ reason: "rejected", attempts_count: 1 });
    expect(delivery?.attempts[0]?.response?.body).toContain("invalid_aliases");
    expect(adviceFor(delivery?.attempts[0], push.template.outcome_rules)).toBe("nothing_sent");
  });
});

describe("an airline", () => {
  it("row 17: credits each threshold exactly once, whatever is doubled, shuffled or replayed", async () => {
    const five = await launched("loyalty-credit", { parameters: { threshold: "5" } });
    const setting = { parameters: { threshold: "10" }, receiver: five.receiver };
    const ten = await launched("loyalty-credit", setting, five.context);
    const bookings = Array.from({ length: 12 }, (_, index) => ({ event_id: `b${(index * 7) % 12}` }));
    for (let start = 0; start < 12; start += 3) {
      const some = bookings.slice(start, start + 3);
      await happens(five, {}, [...some, ...some]);
    }
    for (const running of [five, ten]) {
      const [delivery] = await until(running, "delivered");
      await replayDelivery(now(five.context), delivery?.delivery_id ?? "");
      await expect
        .poll(async () => codes((await deliveriesOf(running))[0]), { timeout: 15_000 })
        .toEqual([201, 200]);
      expect(await deliveriesOf(running)).toHaveLength(1);
    }
    expect(await entries(five, "balance:")).toEqual({ "balance:member M-1001": 100 });
  });
});
