import { describe, expect, it } from "vitest";
import { hostSettingsSchema } from "./schema.ts";
import { settingsChange } from "./settings-change.ts";

const settings = (given: Record<string, unknown>) => hostSettingsSchema.parse(given);

describe("a change of a host's settings", () => {
  it("says who changed what, and what it was and is", () => {
    const before = settings({ rate_limit: { per_second: 10, burst: 5 } });
    const after = settings({ rate_limit: { per_second: 20, burst: 5 }, max_concurrency: 8 });
    expect(settingsChange(before, after, "Ann")).toEqual({
      by: "Ann",
      changes: [
        { path: "rate_limit.per_second", before: "10", after: "20" },
        { path: "max_concurrency", before: "32", after: "8" },
      ],
    });
  });

  it("names what is long without showing it", () => {
    const ca = `-----BEGIN CERTIFICATE-----\n${"x".repeat(500)}`;
    const { changes } = settingsChange(settings({}), settings({ tls: { ca } }), null);
    expect(changes).toEqual([{ path: "tls", before: "null", after: null }]);
  });
});
