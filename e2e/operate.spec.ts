import { expect, test } from "@playwright/test";
import { API_KEY, appInfo } from "#e2e/app.ts";
import { expectAccessible, signIn } from "#e2e/page.ts";
import { type Receiver, startReceiver } from "#lib/testing/receiver.ts";

let receiver: Receiver;
const { origin } = appInfo();
const headers = { authorization: `Bearer ${API_KEY}` };

test.beforeAll(async () => {
  receiver = await startReceiver();
});
test.afterAll(async () => {
  await receiver.close();
});

test("an engineer finds why deliveries failed, replays one, then the rest", async ({ page, request }) => {
  receiver.answerWith({ status: 400, body: '{"error":"unknown member"}' });
  const campaign = await request.post(`${origin}/api/v1/campaigns`, {
    headers,
    data: {
      name: "Operate: credit",
      type: "webhook",
      variations: [
        {
          name: "A",
          percentage: 100,
          webhook: { method: "POST", url: `${receiver.url}/credit`, body: { type: "text", value: "hello" } },
        },
      ],
      delivery: { type: "action", event: "operate_event" },
      re_eligibility: { allowed: true, after_seconds: 0 },
    },
  });
  expect(campaign.status()).toBe(201);
  const { campaign_id: campaignId } = await campaign.json();
  expect(
    (await request.post(`${origin}/api/v1/campaigns/${campaignId}/launch`, { headers, data: {} })).ok(),
  ).toBe(true);
  const people = ["op1", "op2", "op3"];
  await request.post(`${origin}/api/v1/users/track`, {
    headers,
    data: {
      attributes: people.map((external_id) => ({ external_id })),
      events: people.map((external_id) => ({
        external_id,
        name: "operate_event",
        time: new Date().toISOString(),
      })),
    },
  });
  await receiver.waitFor(3, { timeoutMs: 60_000 });

  await signIn(page);
  await page.goto(`${origin}/deliveries?status=failed&campaign_id=${campaignId}`);
  const rows = page.getByRole("table").locator("tbody tr");
  await expect(rows).toHaveCount(3);
  await expect(page.getByText("The receiver refused it").first()).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("table").getByRole("link").first().click();
  await expect(page.getByText("Answered 400")).toBeVisible();
  await expect(page.getByText("unknown member")).toBeVisible();
  await expect(page.getByRole("link", { name: /^Person op/ })).toBeVisible();
  await expectAccessible(page);

  receiver.answerWith(200);
  await page.getByRole("button", { name: "Replay", exact: true }).click();
  await expect(page.getByText("Delivered", { exact: true })).toBeVisible();

  await page.goto(`${origin}/deliveries?campaign_id=${campaignId}`);
  await page.getByRole("button", { name: "Replay many" }).click();
  await expect(page.getByText("2 deliveries (failed) on 1 host.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Replay 2 deliveries" }).click();
  await expect(page.getByText("2 of 2 sent again")).toBeVisible();
  await expect(rows.filter({ hasText: "Delivered" })).toHaveCount(3);

  const exported = await request.get(`${origin}/api/v1/deliveries/export?campaign_id=${campaignId}`, {
    headers,
  });
  expect((await exported.text()).trim().split("\n")).toHaveLength(3);
});

test("an operator pauses a host, plans maintenance, and lets it go on", async ({ page }) => {
  await signIn(page);
  await page.goto(`${origin}/hosts/${encodeURIComponent(receiver.host)}`);
  await page.getByRole("button", { name: "Pause host" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Pause host" }).click();
  await expect(page.getByText("Webhooks to this host are held")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Resume host" }).click();
  await expect(page.getByText("Healthy", { exact: true })).toBeVisible();
  await page.getByLabel("Until").fill("2099-01-01T10:00");
  await page.getByLabel("From", { exact: true }).fill("2098-12-31T10:00");
  await page.getByRole("button", { name: "Plan window" }).click();
  await page.getByRole("button", { name: "Take back" }).click();
  await expect(page.getByText("Maintenance taken back")).toBeVisible();
});

test("alerts say that nothing is wrong, or what is", async ({ page }) => {
  await signIn(page);
  await page.goto(origin);
  await page.getByRole("link", { name: /open alert/i }).click();
  await expect(page.getByRole("heading", { name: "Alerts", level: 1 })).toBeVisible();
  await expect(page.getByLabel("Post alerts to")).toBeVisible();
  await expectAccessible(page);
});
