import { expect, it } from "vitest";
import { headerRows, withHeader, withoutHeader } from "./header-rows.ts";

const headers = { "X-Api": "1", "X-Api-Key": "2" };

it("loses no row while one name is typed over another", () => {
  const twice = withHeader(headers, 1, { name: "X-Api" });
  expect(headerRows(twice)).toMatchObject([
    { name: "X-Api", value: "1", isTwice: false },
    { name: "X-Api", value: "2", isTwice: true },
  ]);
  expect(withHeader(twice, 1, { name: "X-Api-Id" })).toEqual({ "X-Api": "1", "X-Api-Id": "2" });
  expect(withHeader(twice, 0, { name: "X-Other" })).toEqual({ "X-Other": "1", "X-Api": "2" });
  expect(withoutHeader(twice, 0)).toEqual({ "X-Api": "2" });
});

it("keeps rows whose names are empty, and says twice whatever the case", () => {
  const empty = withHeader(withHeader(headers, 0, { name: "" }), 1, { name: "" });
  expect(headerRows(empty).map(({ value }) => value)).toEqual(["1", "2"]);
  expect(headerRows(withHeader(headers, 1, { name: "x-api" }))[1]).toMatchObject({ isTwice: true });
});

it("keeps order and value", () => {
  expect(Object.entries(withHeader(headers, 0, { value: "3" }))).toEqual([
    ["X-Api", "3"],
    ["X-Api-Key", "2"],
  ]);
});
