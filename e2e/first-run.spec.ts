import { expect, test } from "@playwright/test";
import { appInfo } from "#e2e/app.ts";
import { expectAccessible, signIn } from "#e2e/page.ts";

const { origin } = appInfo();

test("a newcomer sends a test from a template and sees it arrive, within five clicks", async ({ page }) => {
  await signIn(page);
  await page.goto(`${origin}/campaigns`);
  await page.getByRole("link", { name: "New campaign" }).first().click();
  await expect(page.getByRole("heading", { name: "Start from a template" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Try it: LINE push message with the built-in receiver" }).click();
  await expect(page.getByLabel("Campaign name")).toHaveValue("LINE push message", { timeout: 60_000 });
  await page.getByRole("button", { name: "Test send" }).click();
  await page.getByRole("button", { name: "Send now" }).click();
  await expect(page.getByText("sentMessages").first()).toBeVisible({ timeout: 30_000 });

  await page.goto(`${origin}/receivers`);
  await expect(page.getByRole("link", { name: "LINE" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "LINE" }).click();
  await expect(page.getByText("POST /v2/bot/message/push").first()).toBeVisible();
  await expect(page.getByText("valid", { exact: true }).first()).toBeVisible();
  await expect(page.getByRole("heading", { name: "What it remembers" })).toBeVisible();
  await expectAccessible(page);
});

test("a receiver answers as its script says", async ({ page, request }) => {
  await signIn(page);
  await page.goto(`${origin}/receivers`);
  await page.getByRole("button", { name: "Create receiver" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill(`Scripted ${Date.now()}`);
  await page.getByRole("dialog").getByRole("button", { name: "Create receiver" }).click();
  await expect(page.getByRole("heading", { name: "Answers" })).toBeVisible();
  const url = await page.locator("code", { hasText: "/receive/" }).first().textContent();
  await page.getByRole("button", { name: "Add answer" }).click();
  await page.getByLabel("Status of answer 1").fill("503");
  await page.getByRole("button", { name: "Save answers" }).click();
  await expect(page.getByText("The answers were saved")).toBeVisible();
  expect((await request.post(url ?? "", { data: { a: 1 } })).status()).toBe(503);
  await expect(page.getByText("503", { exact: true }).first()).toBeVisible();
  await page.getByRole("button", { name: "Remove answer 1" }).click();
  await page.getByRole("button", { name: "Save answers" }).click();
  await expect
    .poll(async () => (await request.post(url ?? "", { data: { a: 2 } })).status(), { timeout: 15_000 })
    .toBe(200);
});
