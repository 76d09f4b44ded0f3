import { describe, expect, it } from "vitest";
import { firstStep, problemsIn, stepOfField, stepsFor } from "./steps.ts";

describe("steps of the composer", () => {
  it.each([
    ["variations.0.webhook.url", "compose"],
    ["variations.1.webhook.headers.X-Key", "compose"],
    ["variations", "conversions"],
    ["conversions.0.event", "conversions"],
    ["delivery.start", "delivery"],
    ["quiet_hours.end", "delivery"],
    ["audience.filters.0.attribute", "audience"],
    ["name", "review"],
  ])("%s is solved in %s", (field, step) => expect(stepOfField(field)).toBe(step));

  it("show results once there can be any", () => {
    expect(stepsFor("webhook", false)).not.toContain("results");
    expect(stepsFor("webhook", true).slice(-2)).toEqual(["results", "history"]);
  });

  it("leave notes out of the count", () => {
    const note = { severity: "info", code: "x", field: "audience", message: "", hint: "" } as const;
    expect(problemsIn("audience", [note, { ...note, severity: "warning" }])).toHaveLength(1);
  });
});

it.each([
  { status: "draft", type: "webhook", first_sent_at: null, step: "compose" },
  { status: "active", type: "webhook", first_sent_at: null, step: "results" },
  { status: "active", type: "api", first_sent_at: null, step: "compose" },
  { status: "active", type: "api", first_sent_at: "2026-01-01T00:00:00Z", step: "results" },
] as const)(
  "$type campaign that is $status, first sent $first_sent_at, opens at $step",
  ({ step, ...campaign }) => {
    expect(firstStep(campaign)).toBe(step);
  },
);
