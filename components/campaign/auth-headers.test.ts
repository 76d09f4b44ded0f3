import { describe, expect, it } from "vitest";
import { type Auth, authOf, withAuth } from "./auth-headers.ts";
import { hostOfUrl } from "./host-of-url.ts";

const auth = (change: Partial<Auth>): Auth => ({
  kind: "none",
  secret: "",
  header: "X-Api-Key",
  user: "",
  ...change,
});

describe("authentication in headers", () => {
  it.each([
    auth({ kind: "bearer", secret: "crm" }),
    auth({ kind: "basic", secret: "crm", user: "" }),
    auth({ kind: "basic", secret: "crm", user: "bob" }),
    auth({ kind: "header", secret: "crm", header: "X-Token" }),
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

describe("the host of an address", () => {
  it.each([
    ["https://api.example.com/members/{{${user_id}}}", "api.example.com"],
    ["HTTPS://API.example.com:443/x", "api.example.com"],
    ["http://127.0.0.1:3000/x", "127.0.0.1:3000"],
    ["https://{{ tenant }}.example.com", null],
    ["https:/", null],
  ])("of %s is %s", (url, host) => expect(hostOfUrl(url)).toBe(host));
});
