import { describe, expect, it } from "vitest";
import { breakingChanges, contractProblems, exampleProperties, inferProperties } from "./contract.ts";
import { type TriggerContract, triggerContractSchema } from "./contract-schema.ts";

const contractOf = (...properties: object[]): TriggerContract => triggerContractSchema.parse({ properties });

describe("the properties of a call", () => {
  const contract = contractOf(
    { name: "points", type: "integer" },
    { name: "coupon", required: false },
    { name: "address.city" },
  );

  it("keep to the contract, whatever else they carry", () => {
    const good = { points: 3, address: { city: "Oslo" }, extra: [1] };
    expect(contractProblems(contract, good)).toEqual([]);
    expect(contractProblems(contract, { points: 3, "address.city": "Oslo", coupon: null })).toEqual([]);
  });

  it("break it by what is missing and by what is of another type", () => {
    expect(contractProblems(contract, { points: "3", coupon: 1 })).toMatchObject([
      { code: "trigger_property_type", property: "points", message: expect.stringContaining("whole number") },
      { code: "trigger_property_type", property: "coupon" },
      { code: "trigger_property_missing", property: "address.city" },
    ]);
    expect(contractProblems(contract, { points: null, address: "Oslo" })).toMatchObject([
      { code: "trigger_property_missing", property: "points" },
      { code: "trigger_property_missing", property: "address.city" },
    ]);
  });

  it.each([
    ["string", "x", 1],
    ["number", 1.5, "1.5"],
    ["integer", 2, 2.5],
    ["boolean", false, "false"],
    ["datetime", "2026-01-31T09:00:00+01:00", "tomorrow"],
    ["datetime", "2026-01-31", "2026-13-31"],
    ["list", [], {}],
    ["object", {}, []],
  ])("of type %s take %j and not %j", (type, good, bad) => {
    const only = contractOf({ name: "value", type });
    expect(contractProblems(only, { value: good })).toEqual([]);
    expect(contractProblems(only, { value: bad })).toHaveLength(1);
  });
});

describe("a contract from a sample", () => {
  const sample = {
    points: 120,
    at: "2026-01-31T09:00:00Z",
    tags: ["a"],
    note: null,
    address: { city: "Oslo" },
  };
  const properties = inferProperties(sample);

  it("names every value with its type, and what stands inside objects by its path", () => {
    expect(properties.map(({ name, type, required }) => [name, type, required])).toEqual([
      ["points", "number", true],
      ["at", "datetime", true],
      ["tags", "list", true],
      ["note", "string", false],
      ["address.city", "string", true],
    ]);
  });

  it("is kept by the sample and by its own examples", () => {
    const contract: TriggerContract = { mode: "refuse", properties };
    expect(contractProblems(contract, sample)).toEqual([]);
    expect(contractProblems(contract, exampleProperties(properties))).toEqual([]);
    expect(exampleProperties(properties)).toMatchObject({ points: 120, address: { city: "Oslo" } });
  });

  it("leaves the prototype of objects alone", () => {
    const odd = JSON.parse('{"__proto__": {"polluted": 1}}') as Record<string, unknown>;
    expect(Object.keys(exampleProperties(inferProperties(odd)))).toEqual(["__proto__"]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe("a changed contract", () => {
  const before = contractOf({ name: "a", type: "integer" }, { name: "b", required: false });
  it.each([
    ["a new required property", [{ name: "a", type: "integer" }, { name: "c" }], ["c"]],
    ["a property that became required", [{ name: "a", type: "integer" }, { name: "b" }], ["b"]],
    ["another type", [{ name: "a", type: "string" }], ["a"]],
    ["a wider type", [{ name: "a", type: "number" }], []],
    [
      "a new optional property",
      [
        { name: "a", type: "integer" },
        { name: "c", required: false },
      ],
      [],
    ],
    ["fewer properties", [], []],
  ])("with %s breaks for %j", (_, properties, broken) => {
    expect(breakingChanges(before, contractOf(...properties)).map(({ name }) => name)).toEqual(broken);
  });

  it("breaks for everything required where there was none, and for nothing where there is none", () => {
    expect(breakingChanges(null, before)).toMatchObject([{ index: 0, name: "a" }]);
    expect(breakingChanges(before, null)).toEqual([]);
  });
});
