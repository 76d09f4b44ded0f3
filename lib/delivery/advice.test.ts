import { describe, expect, it } from "vitest";
import { ADVICE_CODES, haltEnds } from "#lib/host/outcome-rules.ts";
import en from "#lib/i18n/messages/en/advice.json" with { type: "json" };
import { adviceFor } from "./advice.ts";
import type { AttemptView } from "./schema.ts";

const answered = (status: number | null, body = "") =>
  ({
    status_code: status,
    response: status === null ? null : { headers: {}, body, truncated: false },
  }) as AttemptView;

describe("advice", () => {
  it("is that of the rule that judges the answer", () => {
    const rules = [
      {
        status: 400,
        body: { path: "error.code", equals: 10 },
        outcome: "reject",
        advice: "window_closed",
      },
      { status: 400, outcome: "reject", advice: "Ask Ann." },
      { no_answer: true, outcome: "reject", advice: "may_have_arrived" },
    ] as const;
    expect(adviceFor(answered(400, '{"error":{"code":10}}'), [...rules])).toBe("window_closed");
    expect(adviceFor(answered(400, "{}"), [...rules])).toBe("Ask Ann.");
    expect(adviceFor(answered(null), [...rules])).toBe("may_have_arrived");
    expect(adviceFor(answered(200), [...rules])).toBeNull();
    expect(adviceFor(undefined, [...rules])).toBeNull();
  });

  it("has a text for every code", () => {
    expect(Object.keys(en.codes).toSorted()).toEqual([...ADVICE_CODES].toSorted());
  });
});

describe("a halt", () => {
  const now = new Date("2026-03-04T21:06:07.008Z");

  it.each([
    [{ outcome: "halt", until_midnight: true }, "2026-03-05T00:00:00.000Z"],
    [{ outcome: "halt", wait_seconds: 90 }, "2026-03-04T21:07:37.008Z"],
    [{ outcome: "halt" }, undefined],
    [null, undefined],
  ] as const)("by %j ends at %s", (rule, end) => {
    expect(haltEnds(rule, now)?.toISOString()).toBe(end);
  });
});
