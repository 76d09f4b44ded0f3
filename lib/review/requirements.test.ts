import { describe, expect, it } from "vitest";
import { WorkspaceSettings } from "#lib/workspace/schema.ts";
import { requirementOf } from "./requirements.ts";

const policy = (...rules: object[]) =>
  WorkspaceSettings.parse({ review: { approvals_needed: 1, rules } }).review;
const facts = { tags: ["promo"], hosts: ["api.bank.example:8443"], dynamicHost: false, people: 500 };
const members = new Set(["lea"]);
const needed = (when: object, over: object = {}) =>
  requirementOf(policy({ when, approvals_needed: 2 }), { ...facts, ...over }, members).approvals;

describe("the approvals needed", () => {
  it.each([
    ["a tag it has", { type: "tag", tag: "promo" }, {}, 2],
    ["a tag it has not", { type: "tag", tag: "legal" }, {}, 1],
    ["a host it calls", { type: "host", host: "api.bank.example" }, {}, 2],
    ["any host below a domain", { type: "host", host: "*.bank.example" }, {}, 2],
    ["a host that only ends alike", { type: "host", host: "*.nk.example" }, {}, 1],
    [
      "a host, when Liquid writes the host",
      { type: "host", host: "other.example" },
      { dynamicHost: true },
      2,
    ],
    ["an audience beyond the number", { type: "audience_over", people: 499 }, {}, 2],
    ["an audience within the number", { type: "audience_over", people: 500 }, {}, 1],
    ["an audience nobody can count", { type: "audience_over", people: 500 }, { people: null }, 2],
  ])("for %s: %o", (_name, when, over, expected) => {
    expect(needed(when, over)).toBe(expected);
  });

  it("name the people of a rule who are still there", () => {
    const rule = { when: { type: "tag", tag: "promo" }, reviewers: ["lea", "gone"] };
    expect(requirementOf(policy(rule), facts, members).groups).toEqual([
      { rule: rule.when, reviewers: ["lea"] },
    ]);
  });
});
