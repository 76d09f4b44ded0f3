import { expect, it } from "vitest";
import { takeFromLimit } from "./rate-limit.ts";

const now = new Date("2026-11-28T10:00:00Z");
const signIn = { bucket: "sign-in-test", limit: 1, windowSeconds: 60 };
const inbound = { bucket: "inbound-test", limit: 1, windowSeconds: 60 };

it("callers that are made up never reset the limit of somebody else", () => {
  takeFromLimit(signIn, "me", now);
  takeFromLimit(inbound, "known", now);
  for (let index = 0; index < 49_999; index++) takeFromLimit(inbound, `made up ${index}`, now);
  expect(() => takeFromLimit(signIn, "me", now)).toThrow();
  expect(() => takeFromLimit(inbound, "known", now)).toThrow();
  takeFromLimit(inbound, "one more", now);
  expect(() => takeFromLimit(inbound, "made up 49998", now)).toThrow();
});
