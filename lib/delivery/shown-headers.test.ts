import { describe, expect, it } from "vitest";
import { shownHeaders } from "./shown-headers.ts";

const sent = {
  deliveryId: "0199-a",
  body: "{}",
  startedAt: new Date("2026-11-27T10:00:00.900Z"),
  auth: { type: "none" },
  version: "1.2.3",
} as const;
const OURS = {
  "webhook-id": "0199-a",
  "webhook-timestamp": "1795773600",
  "idempotency-key": "0199-a",
  "user-agent": "Signalbox/1.2.3",
  "webhook-signature": "v1,••••",
};

describe("the headers of an attempt as they are shown", () => {
  it("are those of the message and our own, with the second it was signed in and without the signature", () => {
    expect(shownHeaders([["content-type", "application/json"]], sent)).toEqual({
      "content-type": "application/json",
      ...OURS,
    });
  });

  it("name the header of the host's credentials without its value", () => {
    const auth = { type: "bearer", secret: "crm" } as const;
    expect(shownHeaders([], { ...sent, auth })).toEqual({ ...OURS, authorization: "••••" });
    const keyed = { type: "header", name: "X-Api-Key", secret: "crm" } as const;
    expect(shownHeaders([], { ...sent, auth: keyed })).toEqual({ ...OURS, "x-api-key": "••••" });
  });

  it("keep the message's own credentials and idempotency key", () => {
    const auth = { type: "bearer", secret: "crm" } as const;
    const own = [
      ["Authorization", "Bearer ••••"],
      ["Idempotency-Key", "ann-1"],
    ] as const;
    const { "idempotency-key": _, ...others } = OURS;
    expect(shownHeaders(own, { ...sent, auth })).toEqual({
      Authorization: "Bearer ••••",
      "Idempotency-Key": "ann-1",
      ...others,
    });
  });
});
