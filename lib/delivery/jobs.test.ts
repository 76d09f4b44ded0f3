import { expect, it } from "vitest";
import { SEND_DELIVERIES } from "./jobs.ts";
import { retryPolicySchema } from "./schema.ts";

it("N207 a job is lent for longer than the slowest request may take", () => {
  const longest = [30_000, 60_000, 120_000, 600_000].filter(
    (timeout_ms) => retryPolicySchema.safeParse({ timeout_ms }).success,
  );
  expect(longest.at(-1)).toBe(60_000);
  expect((SEND_DELIVERIES.options.expireInSeconds ?? 0) * 1_000).toBeGreaterThan(2 * 60_000);
});
