import { expect, type Locator, test } from "@playwright/test";
import { appInfo } from "#e2e/app.ts";
import { expectAccessible, signIn } from "#e2e/page.ts";

const { origin } = appInfo();

test("from a template to a test that was answered with 200 in five clicks", async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page);
  await page.goto(origin);
  let clicks = 0;
  const click = async (target: Locator): Promise<void> => {
    await target.click();
    clicks++;
  };
  await click(page.getByRole("link", { name: "Campaigns", exact: true }).first());
  await click(page.getByRole("link", { name: "New campaign" }).first());
  const tried = page.getByRole("button", { name: "Try it: LINE push message with the built-in receiver" });
  await expect(tried).toBeVisible();
  await expectAccessible(page);
  await click(tried);
  await page.waitForURL(/\/campaigns\/[0-9a-f-]{36}/, { timeout: 60_000 });
  await click(page.getByRole("button", { name: "Test send" }));
  await click(page.getByRole("button", { name: "Send now" }));
  await expect(page.getByText("sentMessages").first()).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("dialog")).toContainText("200");
  expect(clicks).toBeLessThanOrEqual(5);
});

test("a journey of the gallery opens complete, and its page explains it", async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page);
  await page.goto(`${origin}/journeys/new`);
  const card = page.getByRole("article", { name: "Reward a level, then tell the player" });
  await card.getByRole("link", { name: /^How it works/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Reward in a game", {
    timeout: 60_000,
  });
  await expectAccessible(page);
  await page.goBack();
  await card.getByRole("button", { name: /^Try it/ }).click();
  await page.waitForURL(/\/journeys\/[0-9a-f-]{36}/, { timeout: 60_000 });
  await expect(page.getByText("Pay the coins").first()).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("Tell the player").first()).toBeVisible();
});
