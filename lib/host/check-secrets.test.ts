import { describe, expect, it } from "vitest";
import { secretProblems } from "./check-secrets.ts";
import { hostSettingsSchema } from "./schema.ts";

const PEM = "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----";
const bindings = new Map([
  ["anywhere", []],
  ["theirs", ["api.example.com", "login.example.com"]],
  ["other", ["other.example.com"]],
]);

function problems(settings: Record<string, unknown>): string[] {
  const found = secretProblems("api.example.com", hostSettingsSchema.parse(settings), bindings);
  return found.map(({ code, field }) => `${code} ${field}`);
}

describe("secrets that the settings of a host name", () => {
  it("are fine when they exist and may go to the host", () => {
    expect(problems({})).toEqual([]);
    expect(problems({ auth: { type: "bearer", secret: "anywhere" } })).toEqual([]);
    expect(problems({ auth: { type: "header", name: "x-key", secret: "theirs" } })).toEqual([]);
    const tls = { client_certificate: PEM, client_key_secret: "theirs" };
    expect(problems({ tls })).toEqual([]);
  });

  it("must exist", () => {
    expect(problems({ auth: { type: "basic", username: "me", secret: "gone" } })).toEqual([
      "secret_missing auth.secret",
    ]);
    expect(problems({ tls: { client_certificate: PEM, client_key_secret: "gone" } })).toEqual([
      "secret_missing tls.client_key_secret",
    ]);
  });

  it("must be allowed where they go: a client secret to its token endpoint, others to the host", () => {
    expect(problems({ auth: { type: "bearer", secret: "other" } })).toEqual([
      "secret_not_allowed auth.secret",
    ]);
    const oauth = (secret: string, token_url: string) => ({
      type: "oauth2",
      token_url,
      client_id: "me",
      secret,
    });
    expect(problems({ auth: oauth("theirs", "https://login.example.com/token") })).toEqual([]);
    expect(problems({ auth: oauth("theirs", "https://evil.example.net/token") })).toEqual([
      "secret_not_allowed auth.token_url",
    ]);
  });
});
