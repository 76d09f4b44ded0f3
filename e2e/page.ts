import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { appInfo, OWNER } from "#e2e/app.ts";

/** Signs the page's browser in without the form, which `story.spec.ts` fills in. */
export async function signIn(page: Page, person: { email: string; password: string } = OWNER): Promise<void> {
  const { origin } = appInfo();
  const answer = await page.request.post(`${origin}/api/auth/sign-in/email`, {
    data: person,
    headers: { origin },
  });
  expect(answer.ok()).toBe(true);
}

/** Nothing that axe calls serious or critical, outside of what `exclude` selects. */
export async function expectAccessible(page: Page, exclude?: string): Promise<void> {
  // Numbers that are being counted anew may be faint for that moment; a page that stays busy is judged as it is.
  const busy = page.locator("[aria-busy=true]").first();
  await busy.waitFor({ state: "hidden", timeout: 5_000 }).catch(() => {});
  const builder = new AxeBuilder({ page });
  if (exclude) builder.exclude(exclude);
  const { violations } = await builder.analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

/** The same in both themes. */
export async function expectAccessibleInBothThemes(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.waitForFunction(themeIsShown, colorScheme);
    await expectAccessible(page);
  }
  await page.emulateMedia({ colorScheme: "light" });
}

/** The page and the editors in it, which follow a moment later, with no colour on its way from one to the other. */
function themeIsShown(scheme: string): boolean {
  const editors = [...document.querySelectorAll("[class*=cm-theme]")];
  return (
    document.documentElement.dataset.mantineColorScheme === scheme &&
    !document.getAnimations().some((one) => one instanceof CSSTransition && one.playState === "running") &&
    editors.every((editor) => editor.classList.contains(`cm-theme-${scheme}`))
  );
}
