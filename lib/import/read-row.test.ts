import { describe, expect, it } from "vitest";
import { cellValue } from "./cell-value.ts";
import { guessColumns, guessedMapping } from "./guess-columns.ts";
import { readRow } from "./read-row.ts";

describe("the value of a cell", () => {
  it.each([
    ["text", "007", "007"],
    ["number", "1 234.5", 1234.5],
    ["decimal_comma", "1.234,5", 1234.5],
    ["boolean", "Oui", true],
    ["boolean", "0", false],
    ["date", "2026-01-31", "2026-01-31"],
    ["date_dmy", "31/1/2026", "2026-01-31"],
    ["date_mdy", "1/31/2026", "2026-01-31"],
    ["list", "a; b|c;", ["a", "b", "c"]],
    ["json", '{"a":[1]}', { a: [1] }],
  ] as const)("as %s: %s", (type, text, value) => {
    expect(cellValue(type, text)).toEqual({ ok: true, value });
  });

  it.each([
    ["number", "12 apples"],
    ["number", "1e999"],
    ["boolean", "maybe"],
    ["date", "31/01/2026"],
    ["date_dmy", "31/02/2026"],
    ["json", "{a:1}"],
  ] as const)("is refused as %s: %s", (type, text) => {
    expect(cellValue(type, text)).toMatchObject({ ok: false, message: expect.stringContaining(text) });
  });
});

describe("guessing the columns", () => {
  const guess = (heading: string[], ...rows: string[][]) => guessedMapping(guessColumns(heading, rows));

  it("knows headings of other tools and languages", () => {
    expect(guess(["Customer ID", "Prénom", "E-mail", "Time zone"])).toMatchObject([
      { target: "external_id", type: "text" },
      { target: "first_name" },
      { target: "email" },
      { target: "time_zone" },
    ]);
  });

  it("names custom attributes after the heading and takes their type from the rows", () => {
    const rows = [
      ["u1", "12", "1,5", "yes", "31/01/2026", "0612", "x"],
      ["u2", "", "2", "no", "01/02/2026", "0700", "7"],
    ];
    expect(guess(["id", "Points won", "price", "vip", "since", "code", "note"], ...rows)).toEqual([
      { column: 0, target: "external_id", type: "text" },
      { column: 1, target: "points_won", type: "number" },
      { column: 2, target: "price", type: "decimal_comma" },
      { column: 3, target: "vip", type: "boolean" },
      { column: 4, target: "since", type: "date_dmy" },
      { column: 5, target: "code", type: "text" },
      { column: 6, target: "note", type: "text" },
    ]);
  });

  it("gives each target to one column only", () => {
    expect(guess(["id", "user id", ""])).toEqual([{ column: 0, target: "external_id", type: "text" }]);
  });
});

describe("reading a row", () => {
  const rules = {
    headings: ["id", "mail", "points", "pays"],
    mapping: [
      { column: 0, target: "external_id", type: "text" as const },
      { column: 1, target: "email", type: "text" as const },
      { column: 2, target: "points", type: "number" as const },
      { column: 3, target: "country", type: "text" as const },
    ],
    emptyCells: "keep" as const,
  };

  it("gives the person and the typed attributes; empty cells say nothing", () => {
    expect(readRow([" u1 ", "", "12", "FR"], rules)).toEqual({
      ok: true,
      externalId: "u1",
      attributes: { points: 12, country: "FR" },
    });
  });

  it("removes what is empty when that was asked for", () => {
    const reading = readRow(["u1", "", "", "FR"], { ...rules, emptyCells: "remove" });
    expect(reading).toMatchObject({ attributes: { email: null, points: null, country: "FR" } });
  });

  it("names every cell that is wrong, with what to do", () => {
    const reading = readRow(["", "zoe(at)example.com", "many", "France"], rules);
    expect(reading).toMatchObject({
      ok: false,
      problems: [
        { code: "missing_id", column: "id" },
        { code: "invalid_email", column: "mail" },
        { code: "wrong_type", column: "points" },
        { code: "invalid_attribute", column: "pays", hint: expect.stringContaining("ISO 3166-1") },
      ],
    });
  });

  it("refuses rows that are shorter or longer than the heading", () => {
    expect(readRow(["u1", "a@b.example"], rules)).toMatchObject({
      problems: [{ code: "wrong_length", message: "The row has 2 cells, the heading has 4." }],
    });
    expect(readRow(["u1", "", "1", "FR", "x"], rules)).toMatchObject({
      problems: [{ code: "wrong_length" }],
    });
  });
});
