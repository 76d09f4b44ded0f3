import { describe, expect, it } from "vitest";
import { z } from "zod";
import { BrazeWebhook, messageFromBraze } from "./from-braze.ts";
import { MAX_JSON_DEPTH } from "./json-value.ts";
import { WebhookMessage } from "./schema.ts";

describe("the message schema", () => {
  it("fills in what is not given", () => {
    expect(WebhookMessage.parse({ url: "https://example.com" })).toEqual({
      method: "POST",
      url: "https://example.com",
      headers: {},
      body: { type: "none" },
    });
  });

  it.each([
    [{}, "url"],
    [{ url: "x", method: "HEAD" }, "method"],
    [{ url: "x", headers: { a: 1 } }, "headers.a"],
    [{ url: "x", body: { type: "xml" } }, "body.type"],
    [{ url: "x", body: { type: "json" } }, "body.value"],
    [{ url: "x", body: { type: "json", value: () => 1 } }, "body.value"],
    [{ url: "x", body: { type: "text", value: 1 } }, "body.value"],
  ])("names the field that is wrong in %j", (input, path) => {
    const { error } = WebhookMessage.safeParse(input);
    expect(error?.issues.map((issue) => issue.path.join("."))).toContain(path);
  });

  it("refuses keys it does not know", () => {
    expect(WebhookMessage.safeParse({ url: "x", headder: {} }).success).toBe(false);
  });

  it("refuses hostile nesting without overflowing", () => {
    const nested = (depth: number) => JSON.parse("[".repeat(depth) + "]".repeat(depth));
    expect(
      WebhookMessage.safeParse({ url: "x", body: { type: "json", value: nested(MAX_JSON_DEPTH) } }).success,
    ).toBe(true);
    expect(
      WebhookMessage.safeParse({ url: "x", body: { type: "json", value: nested(100_000) } }).success,
    ).toBe(false);
  });

  it("can be written as JSON Schema", () => {
    expect(() => z.toJSONSchema(WebhookMessage, { io: "input" })).not.toThrow();
  });
});

describe("a Braze webhook object", () => {
  it.each([
    [{ body: '{"a":1}' }, { type: "json", value: '{"a":1}' }],
    [{ body: { a: 1 } }, { type: "json", value: { a: 1 } }],
    [{ body: "a=1" }, { type: "text", value: "a=1" }],
    [
      { body: "x", request_headers: { "content-type": "application/json" } },
      { type: "json", value: "x" },
    ],
    [{}, { type: "none" }],
    [{ request_method: "GET", body: "x" }, { type: "none" }],
    [{ body: "{{content_blocks.${x}}}" }, { type: "text", value: "{{content_blocks.${x}}}" }],
  ])("%j has the body %j", (input, body) => {
    expect(messageFromBraze(BrazeWebhook.parse({ url: "https://x.example", ...input })).body).toEqual(body);
  });
});
