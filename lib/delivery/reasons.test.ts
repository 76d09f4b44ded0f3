import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import en from "#lib/i18n/messages/en/deliveries.json" with { type: "json" };
import fr from "#lib/i18n/messages/fr/deliveries.json" with { type: "json" };
import { DELIVERY_REASONS } from "./schema.ts";

/** Why the next attempt is made, beside the reasons of deliveries. */
const NEXT_REASONS = ["manual", "replay"];
const CODES: readonly string[] = [...DELIVERY_REASONS, ...NEXT_REASONS];

// What the code writes is of the type of the list; statements of the database are only text.
const writtenBySql = (): string[] => {
  const files = globSync("lib/**/store*.ts");
  const statements = files
    .flatMap((file) => readFileSync(file, "utf8").match(/`[^`]*`/g) ?? [])
    .filter((text) => /(UPDATE|INSERT INTO) deliveries\b/.test(text));
  const assigned = statements.flatMap((text) => text.match(/(?<!next_)\breason = [^\n]*/g) ?? []);
  // A CASE puts the old status first: the codes stand behind THEN.
  const codes = assigned.flatMap((text) => text.match(/(?<=^reason = ')\w+|(?<=THEN ')\w+/g) ?? []);
  return [...new Set(codes)];
};

describe("every reason of a delivery has words", () => {
  it.each([
    ["English", en.reasons],
    ["French", fr.reasons],
  ])("in %s", (_name, words) => {
    const wordless = CODES.filter((code) => !(code in words));
    expect(wordless).toEqual([]);
  });

  it("also those that statements of the database write", () => {
    const written = writtenBySql();
    expect(written).toEqual(expect.arrayContaining(["user_deleted", "canvas_exited", "exception_event"]));
    expect(written.filter((code) => !CODES.includes(code))).toEqual([]);
  });
});
