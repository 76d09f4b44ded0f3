import { expect, type Page, test } from "@playwright/test";
import { appInfo } from "#e2e/app.ts";
import { expectAccessibleInBothThemes, signIn } from "#e2e/page.ts";

const { origin } = appInfo();

/** What a screen reader would call the element that has the focus. */
function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement)) return "";
    const by = element.getAttribute("aria-labelledby");
    const labelled = by ? (document.getElementById(by.split(" ")[0] ?? "")?.textContent ?? "") : "";
    const labels = "labels" in element ? [...((element as HTMLInputElement).labels ?? [])] : [];
    const label = labels.map((item) => item.textContent).join(" ");
    return (element.getAttribute("aria-label") || labelled || label || element.textContent || "").trim();
  });
}

/** Tab after Tab until the focus is there. */
async function tabTo(page: Page, name: RegExp, key = "Tab"): Promise<void> {
  const seen: string[] = [];
  for (let step = 0; step < 150; step++) {
    await page.keyboard.press(key);
    const now = await focusedName(page);
    if (name.test(now)) return;
    seen.push(now.slice(0, 30));
  }
  throw new Error(`Tab never reached ${name}. It went: ${seen.join(" | ")}`);
}

/** In the palette: type what is wanted, Enter takes the first. */
async function pick(page: Page, kind: string): Promise<void> {
  await expect(page.getByLabel("Find a kind of step")).toBeFocused();
  await page.keyboard.type(kind);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeHidden();
}

const row = (page: Page, name: RegExp) => page.getByRole("row", { name });

/** The webhook of the selected step: into its form, to the address, back to the row. */
async function giveAddress(page: Page, path: string): Promise<void> {
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Step name")).toBeFocused();
  await page.keyboard.type(path);
  await tabTo(page, /^URL/);
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type(`api.example.com/${path}`);
  await page.keyboard.press("Escape");
  await expect(row(page, new RegExp(`^${path}`))).toBeFocused();
}

test("a journey with a split is built, simulated and published with the keyboard alone", async ({ page }) => {
  test.setTimeout(240_000);
  await signIn(page);
  await page.goto(`${origin}/journeys/new`);
  await expect(page.getByRole("heading", { name: "New journey" })).toBeVisible();
  await tabTo(page, /^Blank journey/);
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Journey name")).toBeVisible({ timeout: 60_000 });

  // The outline; the first step from its palette.
  await page.keyboard.press("o");
  await expect(page.getByRole("button", { name: "Add first step" })).toBeVisible();
  await page.keyboard.press("a");
  await pick(page, "webhook");
  await expect(row(page, /^Webhook/)).toBeFocused();
  await giveAddress(page, "members");
  await page.keyboard.press("a");
  await pick(page, "wait");
  await expect(row(page, /^Wait/)).toBeFocused();
  await page.keyboard.press("a");
  await pick(page, "set variables");
  await expect(row(page, /^Set variables/)).toBeFocused();
  await page.keyboard.press("a");
  await pick(page, "yes or no");
  await expect(row(page, /^Yes or no/)).toBeFocused();

  // One step into each way of the split.
  await page.keyboard.press("b");
  const ways = page.getByRole("dialog", { name: "Add into path" });
  await expect(ways.getByRole("button", { name: "Yes" })).toBeFocused();
  await page.keyboard.press("Enter");
  await pick(page, "webhook");
  await expect(row(page, /^Webhook/)).toBeFocused();
  await giveAddress(page, "gold");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await expect(row(page, /^Yes or no/)).toBeFocused();
  await page.keyboard.press("b");
  await expect(ways.getByRole("button", { name: "Yes" })).toBeFocused();
  await tabTo(page, /^No$/);
  await page.keyboard.press("Enter");
  await pick(page, "webhook");
  await expect(row(page, /^Webhook/)).toBeFocused();
  await giveAddress(page, "others");

  // A copy too many, taken back; then a note.
  await page.keyboard.press("d");
  await expect(page.getByRole("row", { name: /^others/ })).toHaveCount(2);
  await page.keyboard.press("ControlOrMeta+z");
  await expect(page.getByRole("row", { name: /^others/ })).toHaveCount(1);
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "No problems" })).toBeVisible();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toContainText("Add into path");
  await page.keyboard.press("Escape");
  await expectAccessibleInBothThemes(page);

  // Simulate: the request of the first webhook, and where the person went.
  await tabTo(page, /^Edit$/, "Shift+Tab");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  const panel = page.getByRole("complementary", { name: "Simulate" });
  await expect(panel).toContainText("POST https://api.example.com/members", { timeout: 30_000 });
  await expect(panel).toContainText("yes, everybody");
  await tabTo(page, /^To the start$/);
  await page.keyboard.press("Enter");
  await expect(panel).toContainText("Here now");
  await tabTo(page, /^\+1 day$/);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect(panel).toContainText("yes, everybody");
  await expectAccessibleInBothThemes(page);

  await page.keyboard.press("ControlOrMeta+Shift+P");
  const dialog = page.getByRole("dialog", { name: /^Publish/ });
  await expect(dialog).toContainText("From now on people enter");
  await expectAccessibleInBothThemes(page);
  await tabTo(page, /^Publish now$/);
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden({ timeout: 30_000 });
  await expect(page.getByText("Active", { exact: true }).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Versions" })).toContainText("v1");
});
