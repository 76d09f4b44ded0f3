import { describe, expect, it } from "vitest";
import { triesOf, waitsUntil } from "./sign-in-limits.ts";

const endsAt = new Date("2026-01-01T00:01:00Z");
const counted = (name: string, count: number) =>
  triesOf("203.0.113.7", "ana@example.com")
    .filter((one) => one.name === name)
    .map(({ key }) => ({ key, count, endsAt }));

describe("a try at a password", () => {
  const tries = triesOf("203.0.113.7", "ana@example.com");

  it("counts for one account however its e-mail address is written", () => {
    expect(triesOf("203.0.113.7", " Ana@Example.com")).toEqual(tries);
  });

  it("names no e-mail address in what is stored", () => {
    expect(tries.map(({ key }) => key).join(" ")).not.toContain("ana@");
  });

  it("may be made up to the limit, and waits for the end of the window beyond it", () => {
    expect(waitsUntil(tries, counted("pair", 10), false)).toBeNull();
    expect(waitsUntil(tries, counted("pair", 11), false)).toEqual(endsAt);
  });

  it("is not refused for what strangers tried where the account is signed in", () => {
    expect(waitsUntil(tries, counted("account", 51), false)).toEqual(endsAt);
    expect(waitsUntil(tries, counted("account", 51), true)).toBeNull();
    expect(waitsUntil(tries, counted("pair", 11), true)).toEqual(endsAt);
  });
});
