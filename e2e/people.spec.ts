import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { API_KEY, appInfo } from "#e2e/app.ts";
import { expectAccessible, expectAccessibleInBothThemes, signIn } from "#e2e/page.ts";

const { origin } = appInfo();
const headers = { authorization: `Bearer ${API_KEY}` };

/** As a spreadsheet of Western Europe writes it: Windows-1252, semicolons, decimal commas. */
function csv(run: string): Buffer {
  const rows = [
    "Client;Prénom;Palier;Dépense;Remarque",
    `${run}-1;Zoë;gold;1250,50;`,
    `${run}-2;Léa;silver;80,00;dit « bonjour »`,
    `${run}-3;Ben;gold;beaucoup;`,
    ";Anonyme;gold;10,00;",
    `${run}-4;Ana;gold;12,00;"une; deux"`,
  ];
  return Buffer.from(rows.join("\r\n"), "latin1");
}

test("people come in by CSV: mapped, checked, imported onto a list, and looked at one by one", async ({
  page,
  request,
}) => {
  test.setTimeout(300_000);
  page.setDefaultTimeout(25_000);
  const run = `csv${Date.now()}`;
  await signIn(page);

  // Upload
  await page.goto(`${origin}/people`);
  await page.getByRole("link", { name: "Import CSV" }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectAccessible(page);
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: `${run}.csv`, mimeType: "text/csv", buffer: csv(run) });
  await expect(page.getByRole("heading", { level: 1, name: `${run}.csv` })).toBeVisible();
  await expect(page.getByText("the file is read as Windows-1252")).toBeVisible();

  // What it is read as can be put right
  const delimiter = page.getByRole("combobox", { name: "Delimiter" });
  await expect(delimiter).toHaveValue("semicolon");
  await delimiter.click();
  await page.getByRole("option", { name: "comma" }).click();
  await expect(page.getByRole("combobox", { name: /^Where Prénom/ })).toHaveCount(0);
  await delimiter.click();
  await page.getByRole("option", { name: "semicolon" }).click();
  await expect(page.getByRole("combobox", { name: "Where Prénom goes" })).toHaveValue("first_name");

  // Mapping
  await page.getByRole("combobox", { name: "Where Client goes" }).fill("external_id");
  await page.getByRole("combobox", { name: "Where Palier goes" }).fill("tier");
  await page.getByRole("combobox", { name: "Where Dépense goes" }).fill("spend");
  await page.getByRole("combobox", { name: "How Dépense is read" }).click();
  await page.getByRole("option", { name: /comma/ }).click();
  await page.getByRole("combobox", { name: "Where Remarque goes" }).fill("");
  await page.getByLabel("Name of the new list").fill(`List ${run}`);
  await page.getByRole("button", { name: "Create list" }).click();
  await expect(page.getByRole("combobox", { name: "Put everybody on a list" })).toHaveValue(`List ${run}`);
  await expectAccessibleInBothThemes(page);

  // Dry run: two rows are broken, and nobody is changed yet
  await page.getByRole("button", { name: "Check the file" }).click();
  const problems = page.getByRole("table", { name: /refused/i });
  await expect(problems).toContainText("Dépense", { timeout: 40_000 });
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: /refused rows/i }).click();
  const errors = await readFile(await (await download).path(), "utf8");
  expect(errors).toContain(`${run}-3`);
  expect(errors).toContain("beaucoup");
  expect(errors).toContain("Anonyme");
  expect(errors).not.toContain(`${run}-1`);
  expect((await request.get(`${origin}/api/v1/users/${run}-1`, { headers })).status()).toBe(404);
  await expectAccessible(page);

  // Run
  await page.getByRole("button", { name: "Import 3 rows" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Import" }).click();
  await expect(page.getByText("Finished").first()).toBeVisible({ timeout: 40_000 });

  // The list has them, and says what asks for it
  const created = await request.post(`${origin}/api/v1/segments`, {
    headers,
    data: {
      name: `Of ${run}`,
      filter: { op: "and", filters: [{ type: "list", list_id: await listId(run), op: "in" }] },
    },
  });
  expect(created.status()).toBe(201);
  await page.goto(`${origin}/lists?q=${run}`);
  const line = page.getByRole("row", { name: new RegExp(`List ${run}`) });
  await expect(line).toContainText("3");
  await line.getByRole("button", { name: "1 place" }).click();
  await expect(page.getByRole("link", { name: `Segment Of ${run}` })).toBeVisible();
  await page.keyboard.press("Escape");
  await expectAccessibleInBothThemes(page);
  await page.getByRole("button", { name: `Actions for List ${run}` }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await page.getByRole("textbox", { name: "Name of the list" }).fill(`Fair ${run}`);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("row", { name: new RegExp(`Fair ${run}`) })).toBeVisible();
  await page.getByRole("button", { name: `Actions for Fair ${run}` }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("dialog")).toContainText(`The list is used by "Of ${run}"`);

  // The person's page
  await page.goto(`${origin}/people/${run}-1`);
  await expect(page.getByText("1250.5").first()).toBeVisible();
  await expect(page.getByRole("link", { name: `Of ${run}` }).first()).toBeVisible();
  await expect(page.getByText(`List: Fair ${run}`)).toBeVisible();
  await expectAccessibleInBothThemes(page);

  async function listId(of: string): Promise<string> {
    const { lists } = await (await request.get(`${origin}/api/v1/lists`, { headers })).json();
    return lists.find(({ name }: { name: string }) => name === `List ${of}`).list_id;
  }
});
