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

test("a marketer builds, checks, tests and launches a weekly campaign for gold members", async ({
  page,
  request,
}) => {
  test.setTimeout(240_000);
  page.setDefaultTimeout(25_000);
  const tier = `gold-${Date.now()}`;
  const recent = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
  const tracked = await request.post(`${origin}/api/v1/users/track`, {
    headers,
    data: {
      attributes: [
        { external_id: `${tier}-a`, first_name: "Ana", tier, time_zone: "Europe/Paris" },
        { external_id: `${tier}-b`, first_name: "Bo", tier, time_zone: "Asia/Tokyo" },
      ],
      events: [1, 2, 3].map((days) => ({
        external_id: `${tier}-a`,
        name: "flight_booked",
        time: recent(days),
        properties: { points: 120 },
      })),
    },
  });
  expect(tracked.status()).toBe(201);

  await signIn(page);
  // Compose
  await page.goto(`${origin}/campaigns/new`);
  await page
    .getByRole("button", { name: /^Webhook/ })
    .first()
    .click();
  await page.getByLabel("Campaign name").fill("Gold on Mondays");
  await page.getByRole("button", { name: "Paste cURL" }).click();
  await page
    .getByRole("textbox", { name: "Command" })
    .fill(
      `curl -X POST ${receiver.url}/gold -H 'X-Source: signalbox' --json '{"name": "{{\${first_name}}}"}'`,
    );
  await page.getByRole("button", { name: "Use it" }).click();
  await expect(page.getByRole("textbox", { name: "URL" })).toHaveValue(`${receiver.url}/gold`);
  const preview = page.getByRole("region", { name: "Preview" });
  await page.getByRole("combobox", { name: "Person" }).fill(`${tier}-a`);
  await page.getByRole("option", { name: new RegExp(`${tier}-a`) }).click();
  await expect(preview).toContainText('"name": "Ana"');
  await expectAccessible(page);

  // Delivery
  const step = (name: string) =>
    page.getByRole("navigation", { name: "Steps of the campaign" }).getByRole("link", { name });
  await step("Delivery").click();
  await page.getByText("On a schedule").click();
  await page.getByRole("combobox", { name: "How often" }).click();
  await page.getByRole("option", { name: "Every week" }).click();
  await page.getByRole("checkbox", { name: "Monday" }).check();
  await page.getByLabel("Time", { exact: true }).fill("09:00");
  await page.getByRole("switch", { name: "In each person’s own time zone" }).click();
  await expect(page.getByText("The next 5 runs")).toBeVisible();
  await page.getByRole("switch", { name: "Quiet hours" }).click();
  await page.getByRole("textbox", { name: "At most per minute" }).fill("500");
  await expectAccessible(page);

  // Audience
  await step("Audience").click();
  await page.getByRole("button", { name: "Add rule" }).first().click();
  await page.getByRole("combobox", { name: "Attribute", exact: true }).fill("tier");
  await page.getByRole("combobox", { name: "Value", exact: true }).fill(tier);
  await expect(page.getByText("2 people", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Add rule" }).first().click();
  await page
    .getByRole("combobox", { name: "Kind of rule" })
    .nth(1)
    .selectOption("event")
    .catch(async () => {
      await page.getByRole("combobox", { name: "Kind of rule" }).nth(1).click();
      await page.getByRole("option", { name: "Event", exact: true }).click();
    });
  await page.getByRole("combobox", { name: "Event name" }).fill("flight_booked");
  await page.getByRole("combobox", { name: "Operator" }).nth(1).click();
  await page.getByRole("option", { name: "at least", exact: true }).click();
  await page.getByRole("textbox", { name: "times" }).fill("3");
  await page.getByRole("textbox", { name: "Only in the last so many days" }).fill("30");
  await expect(page.getByText("1 person", { exact: true })).toBeVisible();
  await expect(page.getByText(/flight_booked.* at least 3 times in the last 30 days/)).toBeVisible();
  await page.getByRole("button", { name: "Add rule" }).first().click();
  await page.getByRole("combobox", { name: "Kind of rule" }).nth(2).click();
  await page.getByRole("option", { name: "Received campaign", exact: true }).click();
  await page.getByRole("combobox", { name: "Campaign", exact: true }).click();
  await page.getByRole("option", { name: "This campaign" }).click();
  await page.getByRole("combobox", { name: "Operator" }).nth(2).click();
  await page.getByRole("option", { name: "not in the last", exact: true }).click();
  await expect(page.getByText(/not in the last 14 days: received campaign “Gold on Mondays”/)).toBeVisible();
  await page.getByLabel("Would this person be included?").fill(`${tier}-b`);
  await page.getByRole("button", { name: "Check" }).click();
  await expect(page.getByText("No, not included")).toBeVisible();
  await expectAccessible(page);

  // Conversions and variations
  await step("Variations and goals").click();
  await page.getByRole("button", { name: "Add variation" }).click();
  await page.getByRole("button", { name: "Add control group" }).click();
  await expect(page.getByRole("textbox", { name: "Share of Control" })).toHaveValue("10 %");
  await expect(page.getByRole("textbox", { name: "Share of B" })).toHaveValue("45 %");
  await page.getByRole("button", { name: "Add goal" }).click();
  await page.getByRole("combobox", { name: "Event of goal 1" }).fill("credit_redeemed");
  await expectAccessible(page);
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();

  // What was typed is what is kept
  await page.reload();
  await expect(page.getByRole("combobox", { name: "Event of goal 1" })).toHaveValue("credit_redeemed");

  // Test send
  await page.getByRole("button", { name: "Test send" }).click();
  await page.getByRole("button", { name: "Send now" }).click();
  await expect.poll(() => receiver.requests.filter(({ url }) => url === "/gold").length).toBe(1);
  await page.keyboard.press("Escape");

  // Review and launch
  await step("Review").click();
  await expect(page.getByText(/At most 500 per minute/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Launch now" }).click();
  await expect(step("Results")).toHaveAttribute("aria-current", "step");
  await expectAccessible(page);

  const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  const saved = await (await request.get(`${origin}/api/v1/campaigns/${id}`, { headers })).json();
  expect(saved).toMatchObject({
    name: "Gold on Mondays",
    delivery: {
      type: "scheduled",
      frequency: "weekly",
      weekdays: ["monday"],
      time: "09:00",
      in_local_time: true,
    },
    quiet_hours: { start: "21:00", end: "08:00", action: "defer" },
    rate_limit: { per_minute: 500 },
    audience: {
      op: "and",
      filters: [
        { type: "attribute", attribute: "tier", op: "equals", value: tier },
        { type: "event", event: "flight_booked", op: "count_gte", value: 3, within_days: 30 },
        { type: "received_campaign", op: "not_within_days", value: 14, campaign_id: id },
      ],
    },
    conversions: [{ event: "credit_redeemed", window_seconds: 604_800 }],
  });
  expect(saved.variations.map((one: { percentage: number }) => one.percentage)).toEqual([45, 45, 10]);
  expect(["scheduled", "active"]).toContain(saved.status);
  await request.post(`${origin}/api/v1/campaigns/${id}/stop`, { headers, data: {} });
});

test("a marketer reads results, replays failures and asks why somebody got it", async ({ page, request }) => {
  test.setTimeout(180_000);
  page.setDefaultTimeout(25_000);
  const event = `results_${Date.now()}`;
  const person = (number: number): string => `${event}-${number}`;
  // The first two of six are refused; sent again, everything is taken.
  const answers = [422, 422, 200].map((status) => ({ status, body: '{"error":"no such member"}' }));
  const receivers = await request.post(`${origin}/api/v1/receivers`, {
    headers,
    data: { name: event, script: { answers, at_end: "repeat_last" } },
  });
  const { url } = await receivers.json();
  const created = await request.post(`${origin}/api/v1/campaigns`, {
    headers,
    data: {
      name: `Results of ${event}`,
      delivery: { type: "action", event },
      conversions: [{ event: "credit_redeemed" }],
      variations: [
        {
          name: "A",
          percentage: 100,
          webhook: { url, body: { type: "json", value: { id: "{{${user_id}}}" } } },
        },
      ],
    },
  });
  const { campaign_id: id } = await created.json();
  expect((await request.post(`${origin}/api/v1/campaigns/${id}/launch`, { headers, data: {} })).ok()).toBe(
    true,
  );
  const events = Array.from({ length: 6 }, (_, number) => ({ external_id: person(number), name: event }));
  expect((await request.post(`${origin}/api/v1/users/track`, { headers, data: { events } })).status()).toBe(
    201,
  );
  const stats = async () =>
    (await (await request.get(`${origin}/api/v1/campaigns/${id}/stats`, { headers })).json()).by_status;
  await expect.poll(stats, { timeout: 30_000 }).toMatchObject({ delivered: 4, failed: 2 });

  await signIn(page);
  await page.goto(`${origin}/campaigns/${id}?step=results`);
  await expect(page.getByText("6 of 6 deliveries finished, none waits.")).toBeVisible();
  const failures = page.getByRole("region", { name: "Failures" });
  await expect(failures).toContainText("The receiver refused it");
  await expect(failures).toContainText("no such member");
  await expectAccessible(page);

  // The chart has its table
  const time = page.getByRole("region", { name: "Over time", exact: true }).first();
  await time.getByText("Table", { exact: true }).click();
  await expect(time.getByRole("table")).toContainText("6");

  // Replay
  await failures.getByRole("button", { name: "Replay 2" }).click();
  await page.getByRole("button", { name: "Replay 2 deliveries" }).click();
  await expect(failures).toContainText("Nothing failed.", { timeout: 40_000 });
  await expect.poll(stats, { timeout: 30_000 }).toMatchObject({ delivered: 6 });

  // Why
  await page.getByRole("combobox", { name: "Person" }).fill(person(3));
  await page.getByRole("option", { name: new RegExp(person(3)) }).click();
  await expect(page.getByText(`${person(3)} has it.`)).toBeVisible();
  await expectAccessible(page);

  // Stopping says what is dropped
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await page.getByRole("button", { name: "Stop and drop what waits" }).click();
  await expect(page.getByText("Stopped: nothing more is sent.")).toBeVisible();

  // The report has it
  await page.goto(`${origin}/reports`);
  await expect(page.getByRole("link", { name: `Results of ${event}` })).toBeVisible();
  await expectAccessible(page);
});
