import { expect, it } from "vitest";
import { contentSecurityPolicy } from "./content-security-policy.ts";

it("runs the scripts of this answer, and evaluates text for the tools of developers alone", () => {
  const policy = contentSecurityPolicy("abc", false);
  expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic';");
  expect(policy).not.toContain("unsafe-eval");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(contentSecurityPolicy("abc", true)).toContain("'unsafe-eval'");
});
