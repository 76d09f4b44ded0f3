import { describe, expect, it } from "vitest";
import { Turns } from "./turns.ts";

const now = new Date("2026-11-27T10:00:00Z");
const at = (ms: number) => new Date(now.getTime() + ms);

describe("turns at a busy host", () => {
  it("come one after the other at the pace of the host, those of a fifth of a second together", () => {
    const turns = new Turns();
    const taken = [1, 2, 3, 4].map(() => turns.take("a", at(100), 10, now));
    expect(taken).toEqual([at(200), at(200), at(400), at(400)]);
  });
  it("reach no further than two seconds; who comes later gets none", () => {
    const turns = new Turns();
    const taken = Array.from({ length: 30 }, () => turns.take("a", now, 10, now));
    expect(taken.filter((turn) => turn !== null)).toHaveLength(21);
    expect(taken.at(-1)).toBeNull();
    expect(turns.take("a", at(1_500), 10, at(1_500))).toEqual(at(2_200));
  });
  it("of one scope do not delay another", () => {
    const turns = new Turns();
    turns.take("a", now, 0.1, now);
    expect(turns.take("a", now, 0.1, now)).toBeNull();
    expect(turns.take("b", now, 0.1, now)).toEqual(now);
  });
});
