import { expect, test } from "@playwright/test";
import { appInfo } from "#e2e/app.ts";
import { expectAccessible, signIn } from "#e2e/page.ts";

const { origin } = appInfo();

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
