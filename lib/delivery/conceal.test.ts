import { describe, expect, it } from "vitest";
import { basicCredentials, concealer } from "./conceal.ts";

const VALUE = 'p/ä+"w rd';

describe("hiding secrets in what a receiver answered", () => {
  it.each([
    ["plain", VALUE],
    ["percent-encoded", encodeURIComponent(VALUE)],
    ["percent-encoded in small letters", "p%2f%c3%a4%2b%22w%20rd"],
    ["as a form", new URLSearchParams({ k: VALUE }).toString().slice(2)],
    ["in JSON", JSON.stringify(VALUE).slice(1, -1)],
    ["in JSON of Python and PHP", 'p\\/\\u00e4+\\"w rd'],
    ["in JSON of Python", 'p/\\u00e4+\\"w rd'],
    ["as base64", Buffer.from(VALUE).toString("base64")],
  ])("%s", (_how, echoed) => {
    expect(concealer([VALUE])(`invalid token <${echoed}>, <${echoed}>`, false)).toBe(
      "invalid token <••••>, <••••>",
    );
  });

  it("leaves short values and everything else alone, and asks nothing of requests without secrets", () => {
    const text = "abcde and abcdef";
    expect(concealer(["abcde", "", " "])(text, false)).toBe(text);
    expect(concealer([])(text, true)).toBe(text);
    expect(concealer(["abcdef"])(text, false)).toBe("abcde and ••••");
  });

  it("hides the longer of two that begin alike as a whole", () => {
    expect(concealer(["s3cr3t", "s3cr3t-longer"])("a s3cr3t-longer b s3cr3t", false)).toBe("a •••• b ••••");
  });

  it("hides the beginning of one at the end of a text that was cut", () => {
    expect(concealer(["s3cr3t-value"])("token s3cr3t-va", true)).toBe("token ••••");
    expect(concealer(["s3cr3t-value"])("token s3cr3t-va", false)).toBe("token s3cr3t-va");
    expect(concealer(["s3cr3t-value"])("token s3cr", true)).toBe("token s3cr");
  });

  it("knows credentials of HTTP Basic among headers", () => {
    const headers: [string, string][] = [
      ["X-Key", "Basic nonsense"],
      ["authorization", "Basic em9lOnMzY3IzdA=="],
    ];
    expect(basicCredentials(headers)).toEqual(["em9lOnMzY3IzdA=="]);
  });
});
