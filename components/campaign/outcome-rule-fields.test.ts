import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GALLERY } from "#lib/gallery/templates.ts";
import {
  bodyOf,
  bodyTestOf,
  isStatus,
  scalarOf,
  scalarText,
  statusOf,
  statusText,
  withFields,
  withOutcome,
} from "./outcome-rule-fields.ts";

describe("the fields of an outcome rule", () => {
  it.each([
    ["409", 409],
    ["4xx", "4xx"],
    ["429, 503", [429, 503]],
    ["429,", 429],
    ["", undefined],
    ["4", "4"],
  ])("read %j as %j", (text, status) => {
    expect(statusOf(text)).toEqual(status);
  });

  it("knows what is no status", () => {
    expect(["", "409", "4xx, 503", "abc", "4", "409, x"].map(isStatus)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it("give back every value of a body, whatever it looks like", () => {
    const value = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.constantFrom("1", "true", '"a"'),
    );
    fc.assert(
      fc.property(value, (scalar) => {
        expect(scalarOf(scalarText(scalar))).toEqual(scalar);
      }),
    );
  });

  it("show every rule of every template so that it stays the same", () => {
    const rules = GALLERY.flatMap((template) => template.outcome_rules);
    expect(rules.length).toBeGreaterThan(20);
    for (const rule of rules) {
      expect(statusOf(statusText(rule.status))).toEqual(rule.status);
      expect(withOutcome(rule, rule.outcome)).toEqual(rule);
      if (!rule.body) continue;
      const { test, value } = bodyTestOf(rule.body);
      expect(bodyOf(rule.body.path, test, value)).toEqual(rule.body);
    }
  });

  it("drop what means nothing beside another outcome", () => {
    const halt = {
      status: 429,
      outcome: "halt",
      until_midnight: true,
      wait_seconds: 5,
      advice: "quota_day",
    } as const;
    expect(withOutcome(halt, "wait")).toEqual({
      status: 429,
      outcome: "wait",
      wait_seconds: 5,
      advice: "quota_day",
    });
    expect(withFields(halt, { advice: undefined, wait_seconds: undefined })).toEqual({
      status: 429,
      outcome: "halt",
      until_midnight: true,
    });
  });
});
