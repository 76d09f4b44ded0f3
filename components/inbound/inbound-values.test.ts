import { describe, expect, it } from "vitest";
import type { InboundView } from "#lib/inbound/schema.ts";
import { EMPTY_INBOUND, inboundOf, valuesOfInbound } from "./inbound-values.ts";

const view: InboundView = {
  inbound_id: "1",
  name: "Shop",
  url: "https://x.test/inbound/1",
  scheme: "token",
  has_secret: true,
  verify_token: null,
  mapping: {
    event: "paid",
    external_id: "$.user",
    time: "$.at",
    properties: { sku: "$.sku", "total price": "{{ total | times: 2 }}" },
    unknown_person: "refuse",
  },
  created_at: "2026-03-10T12:00:00.000Z",
  updated_at: "2026-03-10T12:00:00.000Z",
};

describe("the form of an inbound endpoint", () => {
  it("gives back what it was filled from, without touching the secret", () => {
    const { name, scheme, mapping } = view;
    expect(inboundOf(valuesOfInbound(view))).toEqual({ name, scheme, mapping });
  });

  it("leaves out what is empty", () => {
    const values = { ...EMPTY_INBOUND, name: "A", event_id: " ", properties: "", secret: "s" };
    expect(inboundOf(values)).toEqual({
      name: "A",
      scheme: "standard_webhooks",
      secret: "s",
      mapping: { event: "$.type", external_id: "$.data.customer_id", unknown_person: "create" },
    });
  });

  it.each(["$.data", "{{ data | json }}", "{not json"])("sends properties %s as they are", (properties) => {
    expect(inboundOf({ ...EMPTY_INBOUND, properties }).mapping.properties).toBe(properties);
  });

  it("sends no secret where none is used", () => {
    expect(inboundOf({ ...EMPTY_INBOUND, scheme: "none", secret: "left over" })).not.toHaveProperty("secret");
  });
});
