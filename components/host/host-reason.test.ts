import { expect, it } from "vitest";
import { openingReason } from "#lib/host/breaker.ts";
import { hostSettingsSchema } from "#lib/host/schema.ts";
import { hostReason } from "./host-reason.ts";

const { breaker } = hostSettingsSchema.parse({});
const opened = (consecutiveFailures: number, requests: number) =>
  hostReason(openingReason({ consecutiveFailures, requests, failures: requests }, breaker) ?? "");

it("knows what the breaker writes, and leaves alone what people write", () => {
  expect(opened(breaker.consecutive_failures, 100)?.key).toBe("in_a_row");
  expect(opened(0, 100)).toEqual({ key: "of_last", values: { failed: 100, count: 100 } });
  expect(hostReason("the probe failed")).toEqual({ key: "probe", values: {} });
  expect(hostReason("an answer with status 402 halted the host")).toEqual({
    key: "halted",
    values: { status: 402 },
  });
  expect(hostReason("they asked us to wait")).toBeNull();
});
