import { expect, test } from "@playwright/test";
import { appInfo } from "#e2e/app.ts";
import { expectAccessible, signIn } from "#e2e/page.ts";
import { SignalboxClient } from "#lib/client/client.ts";

test("an engineer copies one command and sees the event and its webhook", async ({ page }) => {
  await signIn(page);
  await page.goto(`${appInfo().origin}/developers`);
  await expect(page.getByRole("heading", { level: 1, name: "Start" })).toBeVisible();
  await page.getByRole("button", { name: "Prepare it for me" }).click();
  await expect(page.getByText(/now sends a webhook/)).toBeVisible({ timeout: 45_000 });
  const command = await page.getByRole("region", { name: "cURL" }).innerText();
  const token = /Bearer (\S+)"/.exec(command)?.[1] ?? "";
  const body = /-d '([\s\S]+)'/.exec(command)?.[1] ?? "";
  const client = new SignalboxClient({ origin: appInfo().origin, key: token });
  const answer = await client.call("POST /users/track", { body: JSON.parse(body) });
  expect(answer).toMatchObject({ message: "success", events_processed: 1 });
  await expect(page.getByText("Your event of user-1 arrived.")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("The webhook reached the inbox.")).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("region", { name: "Body of the webhook" })).toContainText('"plan":"gold"');
  await expectAccessible(page);
});

test("the API reference lists the calls of this server", async ({ page }) => {
  await signIn(page);
  await page.goto(`${appInfo().origin}/developers/reference`);
  await expect(page.getByRole("heading", { level: 1, name: "API reference" })).toBeVisible();
  await expect(page.getByText("Record attributes, events and purchases").first()).toBeVisible({
    timeout: 60_000,
  });
  // What stands inside the frame is another product's.
  await expectAccessible(page, ".scalar-app");
});
