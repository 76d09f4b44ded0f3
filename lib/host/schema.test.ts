import { describe, expect, it } from "vitest";
import { matchOutcomeRule, type OutcomeRule, outcomeRuleSchema } from "./outcome-rules.ts";
import { DEFAULT_HOST_SETTINGS, hostKeyOf, hostSettingsSchema, parseHostKey } from "./schema.ts";

describe("host settings", () => {
  it("fill in what is not given", () => {
    expect(
      hostSettingsSchema.parse({ rate_limit: { per_second: 2.5 }, breaker: { min_requests: 5 } }),
    ).toMatchObject({
      rate_limit: { per_second: 2.5, burst: 3 },
      max_concurrency: 32,
      breaker: {
        enabled: true,
        min_requests: 5,
        failure_ratio: 0.5,
        consecutive_failures: 10,
        window_seconds: 60,
      },
    });
  });

  it("have no limit and a breaker by default", () => {
    expect(DEFAULT_HOST_SETTINGS).toMatchObject({
      rate_limit: null,
      breaker: { enabled: true, cooldown_seconds: 60 },
    });
  });

  it.each([
    [{ rate_limit: { per_second: 0 } }, "rate_limit.per_second"],
    [{ rate_limit: { per_second: 5, burst: 0.5 } }, "rate_limit.burst"],
    [{ max_concurrency: 0 }, "max_concurrency"],
    [{ breaker: { failure_ratio: 2 } }, "breaker.failure_ratio"],
    [{ auth: { type: "header", name: "bad name", secret: "x" } }, "auth.name"],
    [{ outcome_rules: [{ status: "6xx", outcome: "done" }] }, "outcome_rules.0.status"],
    [{ outcome_rules: [{ body: { path: "a" }, outcome: "done" }] }, "outcome_rules.0.body"],
    [{ unknown: 1 }, ""],
  ])("name the field that is wrong: %j", (input, path) => {
    const parsed = hostSettingsSchema.safeParse(input);
    expect(parsed.success).toBe(false);
    expect(parsed.error?.issues[0]?.path.join(".")).toBe(path);
  });

  it("accept a cool-down of a fraction of a second", () => {
    expect(hostSettingsSchema.parse({ breaker: { cooldown_seconds: 0.25 } }).breaker.cooldown_seconds).toBe(
      0.25,
    );
  });
});

describe("host key", () => {
  it.each([
    ["https://API.Example.com/x", "api.example.com"],
    ["https://api.example.com:443/", "api.example.com"],
    ["http://127.0.0.1:8080/", "127.0.0.1:8080"],
    ["http://[::1]:8080/", "[::1]:8080"],
  ])("of %s is %s", (url, key) => {
    expect(hostKeyOf(new URL(url))).toBe(key);
    expect(parseHostKey(key)).toBe(key);
  });

  it.each(["", "a:65536", "http://a", "a/b", "a b", "a:b", "-a", "a..b", "x".repeat(300)])(
    "refuses %j",
    (text) => {
      expect(parseHostKey(text)).toBeNull();
    },
  );
});

describe("outcome rules", () => {
  const rules: OutcomeRule[] = [
    { status: 429, body: { path: "message", contains: "monthly limit" }, outcome: "halt" },
    { status: [409, 412], outcome: "already" },
    {
      status: "4xx",
      body: { path: "error.code", equals: 613 },
      outcome: "wait",
      wait_seconds: 30,
      wait_path: "error.retry",
    },
    { status: 200, body: { path: "errors.0", exists: true }, outcome: "reject" },
    { status: 503, body: { path: "$", contains: "maintenance" }, outcome: "wait", wait_seconds: 5 },
  ];
  const outcome = (status: number, body: unknown) =>
    matchOutcomeRule(rules, status, typeof body === "string" ? body : JSON.stringify(body));

  it.each([
    [429, { message: "You have reached your Monthly Limit." }, "halt", null],
    [412, "", "already", null],
    [400, { error: { code: 613, retry: 2.5 } }, "wait", 2_500],
    [400, { error: { code: 613, retry: "soon" } }, "wait", 30_000],
    [200, { id: "", errors: ["none"] }, "reject", null],
    [503, "<html>Maintenance</html>", "wait", 5_000],
  ])("take %i with %j as %s", (status, body, expected, waitMs) => {
    expect(outcome(status, body)).toMatchObject({ outcome: expected, waitMs });
  });

  it.each([
    [429, { message: "slow down" }],
    [400, { error: { code: "613" } }],
    [400, "not json"],
    [200, { errors: [] }],
    [200, { __proto__: { errors: ["x"] } }],
    [500, ""],
  ])("leave %i with %j to the defaults", (status, body) => {
    expect(outcome(status, body)).toBeNull();
  });

  it("state their own mistakes", () => {
    expect(outcomeRuleSchema.safeParse({ outcome: "maybe" }).success).toBe(false);
    expect(outcomeRuleSchema.safeParse({ status: 409, outcome: "already" }).success).toBe(true);
  });
});
