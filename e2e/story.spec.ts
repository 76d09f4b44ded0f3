import { expect, type Page, test } from "@playwright/test";
import { API_KEY, appInfo, OWNER } from "#e2e/app.ts";
import { expectAccessible, signIn } from "#e2e/page.ts";
import { type Receiver, startReceiver } from "#lib/testing/receiver.ts";

let receiver: Receiver;
const { origin } = appInfo();

test.beforeAll(async () => {
  receiver = await startReceiver();
});

test.afterAll(async () => {
  await receiver.close();
});

async function signInByForm(page: Page): Promise<void> {
  await page.goto(`${origin}/sign-in`);
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.locator("input[name=password]").fill(OWNER.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("navigation").first()).toBeVisible();
}

test("a marketer launches a webhook campaign and sees the event of an engineer arrive", async ({
  page,
  request,
}) => {
  receiver.script("/members/u1/credit", [500, 500, 200]);
  await signInByForm(page);

  await page.goto(`${origin}/campaigns`);
  await expectAccessible(page);
  await page.getByRole("link", { name: "New campaign" }).first().click();
  await page.getByRole("button", { name: "Webhook" }).click();
  await expect(page.getByLabel("Campaign name")).toBeVisible();

  await page.getByLabel("Campaign name").fill("Loyalty credit");
  await page.getByRole("link", { name: "Delivery" }).click();
  await page.getByText("When an event happens").click();
  await page.getByRole("combobox", { name: "Event name" }).fill("flight_booked");
  await expectAccessible(page);
  await page.getByRole("link", { name: "Compose" }).click();
  await page.getByRole("textbox", { name: "URL" }).fill(`${receiver.url}/members/{{\${user_id}}}/credit`);
  const body = page.getByRole("textbox", { name: "Body" });
  await body.click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(
    '{"points": {{event_properties.${points}}}, "note": {{event_properties.${note}}}, "name": "{{${first_name}}}"}',
  );

  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview).toContainText("/members/u1/credit");
  await expect(preview).toContainText('"points": 120');
  await expect(preview).toContainText('"name": "Zoë"');
  await page.getByLabel("Event properties (JSON)").fill('{ "points": 7 }');
  await expect(preview).toContainText('"points": 7');
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await expectAccessible(page);

  const campaignId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  const saved = await request.get(`${origin}/api/v1/campaigns/${campaignId}`, {
    headers: { authorization: `Bearer ${API_KEY}` },
  });
  const { retry } = await saved.json();
  await request.patch(`${origin}/api/v1/campaigns/${campaignId}`, {
    headers: { authorization: `Bearer ${API_KEY}` },
    data: { retry: { ...retry, schedule_seconds: [0.2, 0.2, 0.2] } },
  });
  await page.reload();

  await page.getByRole("button", { name: "Launch" }).click();
  await page.getByRole("button", { name: "Launch now" }).click();
  await expect(page.getByText("Active", { exact: true })).toBeVisible();

  const answer = await request.post(`${origin}/api/v1/users/track`, {
    headers: { authorization: `Bearer ${API_KEY}` },
    data: {
      attributes: [{ external_id: "u1", first_name: "Zoë", tier: "gold" }],
      events: [
        {
          external_id: "u1",
          name: "flight_booked",
          time: "2026-11-24T10:00:00Z",
          properties: { points: 120, note: 'a "quoted" word' },
        },
      ],
    },
  });
  expect(answer.status()).toBe(201);

  await page.getByRole("link", { name: "See deliveries" }).click();
  await expect(page).toHaveURL(/\/deliveries/);
  await expect(page.getByRole("heading", { name: "Deliveries", level: 1 })).toBeVisible();
  await expect(page.getByRole("table")).toContainText("Delivered");
  await expectAccessible(page);
  await page.getByRole("table").getByRole("link").first().click();
  await expect(page.getByText("Attempt 3", { exact: true })).toBeVisible();
  await expect(page.getByLabel("Request", { exact: true }).first()).toContainText(
    '"note": "a \\"quoted\\" word"',
  );
  await expectAccessible(page);

  const requests = receiver.requests.filter((seen) => seen.url === "/members/u1/credit");
  expect(requests).toHaveLength(3);
  expect(new Set(requests.map((seen) => seen.headers["webhook-id"])).size).toBe(1);
  expect(JSON.parse(requests[0]?.body ?? "")).toEqual({ points: 120, note: 'a "quoted" word', name: "Zoë" });
});

test("an API campaign shows its identifiers and a call to copy", async ({ page }) => {
  await signIn(page);
  await page.goto(`${origin}/campaigns/new`);
  await page.getByRole("button", { name: "API campaign" }).click();
  await expect(page.getByText("message_variation_id").first()).toBeVisible();
  await expectAccessible(page);
});

test("bad input is answered with what is wrong and how to fix it", async ({ request }) => {
  const headers = { authorization: `Bearer ${API_KEY}` };
  const noKey = await request.post(`${origin}/api/v1/users/track`, { data: {} });
  expect(noKey.status()).toBe(401);
  const broken = await request.post(`${origin}/api/v1/users/track`, {
    headers: { ...headers, "content-type": "application/json" },
    data: Buffer.from("{nope"),
  });
  expect(broken.status()).toBe(400);
  expect((await broken.json()).errors[0]).toMatchObject({ code: "invalid_json" });
  const unknown = await request.post(`${origin}/api/v1/campaigns`, {
    headers,
    data: { name: "x", colour: "red" },
  });
  expect(unknown.status()).toBe(422);
  expect((await unknown.json()).errors[0]).toMatchObject({ code: "unknown_field", field: "colour" });
  const missing = await request.get(`${origin}/api/v1/campaigns/01999999-0000-7000-8000-000000000000`, {
    headers,
  });
  expect(missing.status()).toBe(404);
});
