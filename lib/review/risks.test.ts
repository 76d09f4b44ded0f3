import { describe, expect, it } from "vitest";
import { type RiskFacts, risksOf } from "./risks.ts";

const facts: RiskFacts = {
  hosts: ["a.example"],
  dynamicHost: false,
  secrets: ["crm"],
  people: 100,
  messageHash: "m",
};
const codes = (now: Partial<RiskFacts>, before: RiskFacts | null = facts, known: string[] = []) =>
  risksOf({ ...facts, ...now }, before, { hosts: new Set(known) }).map(({ code }) => code);

describe("risk marks", () => {
  it.each([
    ["nothing new", {}, []],
    ["another body", { messageHash: "n" }, ["changed_body"]],
    ["another host", { hosts: ["b.example"] }, ["new_host"]],
    ["a host that Liquid writes", { dynamicHost: true }, ["dynamic_host"]],
    ["another secret", { secrets: ["crm", "bank"] }, ["new_secret"]],
    ["a fifth more people", { people: 121 }, ["bigger_audience"]],
    ["the audience of another day", { people: 120 }, []],
  ])("for %s", (_name, now, expected) => {
    expect(codes(now)).toEqual(expected);
  });

  it("say that it is the first time, and which hosts nobody has called yet", () => {
    expect(codes({}, null)).toEqual(["first_time", "new_host", "new_secret"]);
    expect(codes({}, null, ["a.example"])).toEqual(["first_time", "new_secret"]);
  });
});
