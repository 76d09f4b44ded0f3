import { expect, it } from "vitest";
import { config } from "../proxy.ts";
import { contentSecurityPolicy } from "./content-security-policy.ts";

it("runs the scripts of this answer, and evaluates text for the tools of developers alone", () => {
  const policy = contentSecurityPolicy("abc", false);
  expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic';");
  expect(policy).not.toContain("unsafe-eval");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(contentSecurityPolicy("abc", true)).toContain("'unsafe-eval'");
});

it.each([
  ["/", true],
  ["/hosts/api.example.com", true],
  ["/people/ann@example.com", true],
  ["/hosts/icon.svg", true],
  ["/icon.svg", false],
  ["/_next/static/chunks/main.js", false],
  ["/api/v1/segments", false],
  ["/receive/x", false],
])("%s gets a policy: %s", (path, policed) => {
  expect(config.matcher.some((matcher) => new RegExp(`^${matcher}$`).test(path))).toBe(policed);
});
