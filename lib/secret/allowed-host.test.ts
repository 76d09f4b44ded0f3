import { describe, expect, it } from "vitest";
import { mayReceiveSecret } from "./allowed-host.ts";

describe("hosts of a secret", () => {
  it.each<[string[], string, boolean]>([
    [[], "anything.example", true],
    [["api.example.com"], "api.example.com", true],
    [["api.example.com"], "API.example.com:8443", true],
    [["api.example.com:8443"], "api.example.com:8443", true],
    [["api.example.com:8443"], "api.example.com", false],
    [["api.example.com"], "evil-api.example.com", false],
    [["api.example.com"], "api.example.com.evil.test", false],
    [["*.example.com"], "a.b.example.com", true],
    [["*.example.com"], "example.com", false],
    [["*.example.com"], "badexample.com", false],
    [["a.test", "b.test"], "b.test", true],
  ])("%j allow %s: %s", (allowed, host, expected) => {
    expect(mayReceiveSecret(allowed, host)).toBe(expected);
  });
});
