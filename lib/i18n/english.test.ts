import { describe, expect, it } from "vitest";
import { english } from "./english.ts";

const say = english({
  did: { times: "{what} {count, plural, =0 {not at all} one {# time} other {# times}}" },
  plain: "{left} and {right}",
});

describe("English without a screen", () => {
  it.each([
    [0, "ran not at all"],
    [1, "ran 1 time"],
    [7, "ran 7 times"],
  ])("counts %i", (count, words) => expect(say("did.times", { what: "ran", count })).toBe(words));

  it("takes values as they are, even when they look like arguments", () => {
    expect(say("plain", { left: "{right}", right: "$& {left}" })).toBe("{right} and $& {left}");
  });

  it("refuses a key that nobody wrote", () => expect(() => say("did.never")).toThrow("did.never"));
});
