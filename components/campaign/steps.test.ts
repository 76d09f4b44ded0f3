import { describe, expect, it } from "vitest";
import { problemsIn, stepOfField, stepsFor } from "./steps.ts";

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
    expect(stepsFor("webhook", true).at(-1)).toBe("results");
  });

  it("leave notes out of the count", () => {
    const note = { severity: "info", code: "x", field: "audience", message: "", hint: "" } as const;
    expect(problemsIn("audience", [note, { ...note, severity: "warning" }])).toHaveLength(1);
  });
});
