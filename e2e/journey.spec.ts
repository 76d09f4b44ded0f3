import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { appInfo, OWNER } from "#e2e/app.ts";

const { origin } = appInfo();

async function signIn(page: Page): Promise<void> {
  await page.goto(`${origin}/sign-in`);
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.locator("input[name=password]").fill(OWNER.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("navigation").first()).toBeVisible({ timeout: 30_000 });
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(serious.map((violation) => `${violation.id}: ${violation.nodes[0]?.html}`)).toEqual([]);
}

test("a journey is readable and editable on a phone, as an outline", async ({ page }) => {
  await signIn(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${origin}/journeys/new`);
  await page.getByRole("button", { name: /^Abandoned checkout/ }).click();
  await expect(page.getByRole("treegrid")).toContainText("Gold member?");
  await page.getByRole("row", { name: /^Special offer/ }).click();
  await expect(page.getByLabel("Step name")).toHaveValue("Special offer");
  await expectAccessible(page);
});
