import { describe, expect, it } from "vitest";
import {
  type Auth,
  authOf,
  idempotencyHeaderOf,
  NO_AUTH,
  withAuth,
  withIdempotencyHeader,
} from "./auth-headers.ts";
import { hostOfUrl } from "./host-of-url.ts";

const auth = (change: Partial<Auth>): Auth => ({ ...NO_AUTH, ...change });

describe("authentication in headers", () => {
  it.each([
    auth({ kind: "bearer", secret: "crm" }),
    auth({ kind: "basic", secret: "crm", user: "" }),
    auth({ kind: "basic", secret: "crm", user: "bob" }),
    auth({ kind: "header", secret: "crm", header: "X-Token" }),
    auth({ kind: "hmac", secret: "crm", header: "X-Hub-Signature-256", prefix: "sha256=" }),
    auth({ kind: "hmac", secret: "crm", header: "X-Signature", encoding: "base64" }),
  ])("reads back what it wrote: $kind $user", (given) => {
    expect(authOf(withAuth({ Accept: "text/plain" }, given))).toEqual(given);
  });

  it("replaces the old proof and leaves other headers alone", () => {
    const bearer = withAuth({ Accept: "text/plain" }, auth({ kind: "bearer", secret: "crm" }));
    expect(bearer).toEqual({ Accept: "text/plain", Authorization: "Bearer {{ secrets.crm }}" });
    const header = withAuth(bearer, auth({ kind: "header", secret: "crm" }));
    expect(header).toEqual({ Accept: "text/plain", "X-Api-Key": "{{ secrets.crm }}" });
    expect(withAuth(header, auth({}))).toEqual({ Accept: "text/plain" });
  });

  it("leaves a header alone that was written by hand", () => {
    const own = { Authorization: "Bearer {{ custom_attribute.${token} }}" };
    expect(authOf(own).kind).toBe("none");
    expect(withAuth(own, auth({}))).toEqual(own);
  });
});

describe("the idempotency key under another name", () => {
  it("is added, renamed and taken away without touching other headers", () => {
    const line = withIdempotencyHeader({ Accept: "text/plain" }, "X-Line-Retry-Key");
    expect(line).toEqual({ Accept: "text/plain", "X-Line-Retry-Key": "{{ delivery.idempotency_key }}" });
    expect(idempotencyHeaderOf(line)).toBe("X-Line-Retry-Key");
    const other = withIdempotencyHeader(line, "X-Request-Id");
    expect(Object.keys(other)).toEqual(["Accept", "X-Request-Id"]);
    expect(withIdempotencyHeader(other, "")).toEqual({ Accept: "text/plain" });
  });
});

describe("the host of an address", () => {
  it.each([
    ["https://api.example.com/members/{{${user_id}}}", "api.example.com"],
    ["HTTPS://API.example.com:443/x", "api.example.com"],
    ["http://127.0.0.1:3000/x", "127.0.0.1:3000"],
    ["https://{{ tenant }}.example.com", null],
    ["https:/", null],
  ])("of %s is %s", (url, host) => expect(hostOfUrl(url)).toBe(host));
});
