import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Candidate, chooseSamples } from "./choose-samples.ts";

const candidate = (externalId: string, over: Partial<Candidate> = {}): Candidate => ({
  messageId: "m",
  externalId,
  branches: new Set<string>(),
  bytes: 100,
  missing: 0,
  nonAscii: false,
  failed: false,
  ...over,
});
const reasons = (candidates: Candidate[]) =>
  Object.fromEntries(chooseSamples(candidates).map((sample) => [sample.externalId, sample.reasons]));

describe("samples", () => {
  it("cover every branch with few people", () => {
    const people = [
      candidate("gold", { branches: new Set(["if:gold"]) }),
      candidate("both", { branches: new Set(["if:gold", "loop"]) }),
      candidate("else", { branches: new Set(["else"]) }),
    ];
    const chosen = reasons(people);
    expect(Object.keys(chosen).filter((id) => chosen[id]?.includes("branch"))).toEqual(["both", "else"]);
  });

  it("name the longest, the emptiest, the one with most missing, a strange name and a failure", () => {
    expect(
      reasons([
        candidate("plain"),
        candidate("long", { bytes: 900 }),
        candidate("short", { bytes: 2 }),
        candidate("gaps", { missing: 3 }),
        candidate("fewer gaps", { missing: 1 }),
        candidate("Zoë", { nonAscii: true }),
        candidate("broken", { failed: true, bytes: 0 }),
      ]),
    ).toEqual({
      long: ["longest"],
      short: ["shortest"],
      gaps: ["missing"],
      Zoë: ["non_ascii"],
      broken: ["fails"],
    });
  });

  it("take one person for several reasons rather than several people", () => {
    const all = candidate("all", { branches: new Set(["b"]), bytes: 900, missing: 2, nonAscii: true });
    expect(reasons([candidate("first", { bytes: 900, missing: 2, nonAscii: true }), all])).toEqual({
      all: ["branch", "longest", "shortest", "missing", "non_ascii"],
    });
  });

  it("are chosen for each message on its own", () => {
    const chosen = chooseSamples([candidate("a"), candidate("a", { messageId: "n" })]);
    expect(chosen.map(({ messageId }) => messageId)).toEqual(["m", "n"]);
  });

  it("never leave out a branch that somebody takes, as long as sixteen people are enough", () => {
    const branch = fc.integer({ min: 0, max: 15 }).map(String);
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(branch, { maxLength: 6 }), { maxLength: 40 }), (lists) => {
        const people = lists.map((ids, index) => candidate(String(index), { branches: new Set(ids) }));
        const chosen = new Set(chooseSamples(people).map(({ externalId }) => externalId));
        const shown = people.filter(({ externalId }) => chosen.has(externalId));
        const taken = (of: Candidate[]) => new Set(of.flatMap(({ branches }) => [...branches]));
        expect(taken(shown)).toEqual(taken(people));
      }),
    );
  });
});
