import { expect, test } from "@playwright/test";
import { API_KEY, appInfo } from "#e2e/app.ts";
import { expectAccessible, signIn } from "#e2e/page.ts";

const { origin } = appInfo();
const headers = { authorization: `Bearer ${API_KEY}` };

test("the composer loses nothing that is typed, and launches only what it shows", async ({
  page,
  request,
}) => {
  const webhook = {
    method: "POST",
    url: "http://127.0.0.1:9/x",
    headers: { "X-Api": "one", "X-Api-Key": "two" },
    body: { type: "json", value: { points: 5 } },
  };
  const created = await request.post(`${origin}/api/v1/campaigns`, {
    headers,
    data: {
      name: "Guarded",
      delivery: { type: "api_trigger" },
      variations: [
        { name: "First", webhook },
        { name: "Second", webhook },
      ],
    },
  });
  const { campaign_id: id } = await created.json();
  const stored = async () => (await request.get(`${origin}/api/v1/campaigns/${id}`, { headers })).json();
  await signIn(page);
  await page.goto(`${origin}/campaigns/${id}?step=compose&variation=1`);

  // Arrows move along the kinds of body and convert nothing; what a click loses comes back.
  await page.getByRole("tab", { name: "Fields" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "Fields" })).toHaveAttribute("aria-selected", "true");
  await page.getByRole("tab", { name: "None" }).click();
  await expect(page.getByText("The request carries no body.")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("tab", { name: "Fields" })).toHaveAttribute("aria-selected", "true");

  // One name typed over another keeps both rows.
  const names = page.getByRole("combobox", { name: "Header name" });
  await names.nth(1).fill("X-Api");
  await expect(page.getByText("Another header has this name.")).toBeVisible();
  await expect(
    page
      .getByRole("combobox", { name: "Header value" })
      .or(page.getByRole("textbox", { name: "Header value" })),
  ).toHaveCount(2);
  await names.nth(1).fill("X-Other");
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await expectAccessible(page);
  expect((await stored()).variations[1].webhook).toMatchObject({
    headers: { "X-Api": "one", "X-Other": "two" },
    body: { type: "json", value: { points: 5 } },
  });

  // The variation on the screen is the one that is tested.
  await page.getByRole("button", { name: "Test send" }).click();
  await expect(page.getByRole("dialog").getByRole("combobox", { name: "Variation" })).toHaveValue("Second");
  await page.keyboard.press("Escape");

  // Somebody else saves: their draft is not launched unseen.
  await request.patch(`${origin}/api/v1/campaigns/${id}`, { headers, data: { name: "Of somebody else" } });
  await page
    .getByRole("navigation", { name: "Steps of the campaign" })
    .getByRole("link", { name: "Review" })
    .click();
  await page.getByRole("button", { name: "Launch now" }).click();
  await expect(page.getByText(/Somebody else saved this campaign meanwhile/)).toBeVisible();
  expect((await stored()).status).toBe("draft");
  await page.getByRole("button", { name: "Take theirs" }).click();
  await expect(page.getByRole("textbox", { name: "Campaign name" })).toHaveValue("Of somebody else");
  await page.getByRole("button", { name: "Launch now" }).click();
  await expect(page.getByText("The campaign is live.")).toBeVisible();
});
