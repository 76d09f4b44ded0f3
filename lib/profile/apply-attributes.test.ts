import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyAttributes, type ProfileAttributes } from "./apply-attributes.ts";

const nobody: ProfileAttributes = { attributes: {}, customAttributes: {} };

function custom(values: Record<string, unknown>): ProfileAttributes {
  return { attributes: {}, customAttributes: values };
}

function customAfter(profile: ProfileAttributes, change: Record<string, unknown>): unknown {
  const applied = applyAttributes(profile, change);
  return applied.ok ? applied.profile.customAttributes : applied;
}

describe("applying attributes", () => {
  it("puts standard attributes and custom ones in their places", () => {
    expect(applyAttributes(nobody, { external_id: "u1", first_name: "Zoë", tier: "gold" })).toEqual({
      ok: true,
      profile: { attributes: { first_name: "Zoë" }, customAttributes: { tier: "gold" } },
      changes: [
        { attribute: "first_name", from: null, to: "Zoë" },
        { attribute: "tier", from: null, to: "gold" },
      ],
    });
  });

  it.each([
    ["counts up from nothing", {}, { points: { inc: 5 } }, { points: 5 }],
    ["counts up and down", { points: 7 }, { points: { inc: -2 } }, { points: 5 }],
    [
      "adds to a list without repeating",
      { tags: ["a"] },
      { tags: { add: ["a", "b"] } },
      { tags: ["a", "b"] },
    ],
    ["removes from a list", { tags: ["a", "b"] }, { tags: { remove: ["a"] } }, { tags: ["b"] }],
    ["removes with null", { tier: "gold", x: 1 }, { tier: null }, { x: 1 }],
    ["replaces an object", { car: { a: 1 } }, { car: { b: 2 } }, { car: { b: 2 } }],
    [
      "merges an object when asked",
      { car: { a: 1 } },
      { car: { b: 2 }, _merge_objects: true },
      { car: { a: 1, b: 2 } },
    ],
    [
      "updates one object of a list",
      { pets: [{ id: 1, n: "x" }] },
      { pets: { $update: [{ $identifier_key: "id", $identifier_value: 1, $new_object: { n: "y" } }] } },
      { pets: [{ id: 1, n: "y" }] },
    ],
    [
      "removes one object of a list",
      { pets: [{ id: 1 }, { id: 2 }] },
      { pets: { $remove: [{ $identifier_key: "id", $identifier_value: 1 }] } },
      { pets: [{ id: 2 }] },
    ],
  ])("%s", (_, before, change, after) => {
    expect(customAfter(custom(before), change)).toEqual(after);
  });

  it.each([
    ["counting up a text", { points: "7" }, { points: { inc: 1 } }, "points"],
    ["counting by a text", {}, { points: { inc: "1" } }, "points"],
    ["adding to what is no list", { tags: "a" }, { tags: { add: ["b"] } }, "tags"],
    ["a country that is none", {}, { country: "France" }, "country"],
    ["a zone that is none", {}, { time_zone: "Mars/Base" }, "time_zone"],
    ["names that start with $", {}, { $x: 1 }, "$x"],
    ["a NUL character", {}, { x: "a\u0000" }, "x"],
  ])("refuses %s and names the attribute", (_, before, change, attribute) => {
    expect(applyAttributes(custom(before), change)).toMatchObject({ ok: false, attribute });
  });

  it("reports no change when the same value comes again", () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ minLength: 1 }).filter((name) => !/^[$_]/.test(name)),
          fc.jsonValue(),
        ),
        (values) => {
          const first = applyAttributes(nobody, values);
          if (!first.ok) return;
          const plain = Object.fromEntries(Object.entries(first.profile.customAttributes));
          const again = applyAttributes(first.profile, plain);
          if (again.ok)
            expect(again.changes.filter((change) => !isOperation(plain[change.attribute]))).toEqual([]);
        },
      ),
    );
  });
});

function isOperation(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    ["inc", "add", "remove", "$add", "$remove", "$update"].some((key) => key in value)
  );
}
