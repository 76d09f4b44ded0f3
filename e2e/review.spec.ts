import { type APIRequestContext, type Browser, expect, type Page, test } from "@playwright/test";
import { API_KEY, appInfo, OWNER } from "#e2e/app.ts";
import { expectAccessibleInBothThemes, signIn } from "#e2e/page.ts";

const { origin } = appInfo();
const key = { authorization: `Bearer ${API_KEY}` };
const MARKETER = { email: "mia@example.com", password: "a marketer's password" };
const NAME = "Birthday offer";

async function signedIn(browser: Browser, person: { email: string; password: string }): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/Paris" });
  const page = await context.newPage();
  await signIn(page, person);
  return page;
}

async function join(request: APIRequestContext): Promise<void> {
  const data = { email: MARKETER.email, role: "marketer" };
  const invited = await request.post(`${origin}/api/v1/members`, { headers: key, data });
  const token = ((await invited.json()) as { accept_path: string }).accept_path.split("/").at(-1);
  const joined = await request.post(`${origin}/api/auth/accept-invitation`, {
    headers: { origin },
    data: { token, name: "Mia", password: MARKETER.password },
  });
  expect(joined.status()).toBe(201);
}

const policy = (request: APIRequestContext, review: object) =>
  request.patch(`${origin}/api/v1/workspace`, { headers: key, data: { settings: { review } } });

async function ask(page: Page, note: string): Promise<void> {
  await page.getByRole("button", { name: "Ask for review" }).first().click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("POST to api.example.com", { exact: false })).toBeVisible();
  await dialog.getByRole("textbox", { name: "Note" }).fill(note);
  await dialog.getByRole("button", { name: "Ask for review" }).click();
  await expect(page.getByText("In review: the content cannot be edited")).toBeVisible();
}

async function openFromInbox(page: Page): Promise<void> {
  await page.goto(`${origin}/reviews`);
  await page.getByRole("link", { name: NAME }).click();
  await expect(page.getByRole("heading", { name: NAME, level: 1 })).toBeVisible();
}

async function writeAddress(page: Page, path: string): Promise<void> {
  const address = page.getByRole("textbox", { name: "URL" });
  await address.click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(`https://api.example.com/${path}`);
  await expect(page.getByRole("status").filter({ hasText: /^Saved/ })).toBeVisible();
}

test.afterEach(async ({ request }) => {
  await policy(request, {});
});

test("nothing leaves before somebody else approved it, and a change afterwards needs another look", async ({
  browser,
  request,
}) => {
  test.setTimeout(240_000);
  await join(request);
  await policy(request, { campaigns_required: true });
  const marketer = await signedIn(browser, MARKETER);
  const owner = await signedIn(browser, OWNER);
  const body = { type: "json", value: '{\n  "user": {{ ${user_id} | json }},\n  "points": 10\n}' };
  const webhook = { method: "POST", url: "https://api.example.com/first", body };
  const created = await marketer.request.post(`${origin}/api/v1/campaigns`, {
    headers: { origin },
    data: {
      name: NAME,
      variations: [{ name: "A", webhook }],
      delivery: { type: "action", event: "birthday" },
    },
  });
  const { campaign_id: id } = (await created.json()) as { campaign_id: string };

  await test.step("the marketer cannot launch, and asks for a review", async () => {
    await marketer.goto(`${origin}/campaigns/${id}?step=review`);
    await expect(marketer.getByRole("button", { name: "Launch now" })).toBeDisabled();
    await ask(marketer, "Please check the points");
  });

  await test.step("the reviewer finds it, comments on a line and sends it back", async () => {
    await openFromInbox(owner);
    await expect(owner.getByText("Please check the points")).toBeVisible();
    await expectAccessibleInBothThemes(owner);
    await owner.getByText("Template", { exact: true }).click();
    await owner.getByRole("button", { name: "Comment on line 3 of Body" }).click();
    await owner.getByRole("textbox", { name: "Comment on line 3 of Body" }).fill("Ten is too few");
    await owner.getByRole("button", { name: "Comment", exact: true }).first().click();
    await expect(owner.getByText("Ten is too few")).toBeVisible();
    await expectAccessibleInBothThemes(owner);
    await owner.getByRole("heading", { level: 1 }).click();
    await owner.keyboard.press("r");
    const dialog = owner.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "What has to change" }).fill("Use the second address");
    await dialog.getByRole("button", { name: "Request changes" }).click();
    await expect(owner.getByText(/asked for changes$/)).toBeVisible();
  });

  await test.step("the marketer reads why, edits and asks again", async () => {
    await marketer.goto(`${origin}/campaigns/${id}?step=compose`);
    await expect(marketer.getByText("Use the second address")).toBeVisible();
    await writeAddress(marketer, "second");
    await ask(marketer, "Second address");
  });

  await test.step("the reviewer approves what is there now", async () => {
    await openFromInbox(owner);
    await owner.getByRole("heading", { level: 1 }).click();
    await owner.keyboard.press("a");
    await owner.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
    await expect(owner.getByText(/ approved$/)).toBeVisible();
  });

  await test.step("an edit makes the approval stale; what was approved can be launched", async () => {
    await marketer.goto(`${origin}/campaigns/${id}?step=compose`);
    await expect(marketer.getByText("Approved", { exact: true })).toBeVisible();
    await writeAddress(marketer, "third");
    await expect(marketer.getByText("Changed after it was approved")).toBeVisible();
    await expectAccessibleInBothThemes(marketer);
    await writeAddress(marketer, "second");
    await expect(marketer.getByText("Changed after it was approved")).toHaveCount(0);
    await marketer.goto(`${origin}/campaigns/${id}?step=review`);
    await marketer.getByRole("button", { name: "Launch now" }).click();
    await expect(marketer.getByText("Active", { exact: true }).first()).toBeVisible();
  });
});

test("somebody without an account reads a review by a link, until it is taken back", async ({
  browser,
  request,
}) => {
  const reviews = await request.get(`${origin}/api/v1/reviews`, { headers: key });
  const { reviews: found } = (await reviews.json()) as { reviews: { review_id: string }[] };
  const links = `${origin}/api/v1/reviews/${found.at(-1)?.review_id}/share_links`;
  const made = await request.post(links, { headers: key, data: { expires_in_hours: 1 } });
  const { path, link_id: link } = (await made.json()) as { path: string; link_id: string };
  const outsider = await (await browser.newContext()).newPage();
  await outsider.goto(`${origin}${path}`);
  await expect(outsider.getByText("You are reading one review by a link.", { exact: false })).toBeVisible();
  await expect(outsider.getByText("••••").first()).toBeVisible();
  await expect(outsider.getByRole("button", { name: "Approve" })).toHaveCount(0);
  await expectAccessibleInBothThemes(outsider);
  await request.post(`${links}/${link}/revoke`, { headers: key });
  await outsider.reload();
  await expect(outsider.getByText("The link was taken back.", { exact: false })).toBeVisible();
});
