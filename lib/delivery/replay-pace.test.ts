import { describe, expect, it } from "vitest";
import { nextPartAt, replayPart } from "./replay-pace.ts";
import { replayInputSchema } from "./replay-schema.ts";

describe("pace of a replay", () => {
  it.each([
    [null, { rows: 500, spacingMs: 0 }],
    [0.1, { rows: 1, spacingMs: 10_000 }],
    [50, { rows: 150, spacingMs: 20 }],
    [1_000, { rows: 500, spacingMs: 1 }],
  ])("cuts %s per second into parts", (perSecond, part) => {
    expect(replayPart(perSecond)).toEqual(part);
  });

  it("lets the next part follow where the last one ends", () => {
    const from = new Date("2026-11-27T10:00:00Z");
    expect(nextPartAt(replayPart(10), 30, from).getTime() - from.getTime()).toBe(3_000);
  });
});

describe("what is replayed", () => {
  it("is what failed when no status is named", () => {
    expect(replayInputSchema.parse({ host: "a.example" }).filter).toEqual({
      status: "failed",
      host: "a.example",
    });
  });

  it("takes the filter beside the other fields or nested", () => {
    expect(replayInputSchema.parse({ filter: { status: "cancelled" } }).filter).toEqual({
      status: "cancelled",
    });
  });

  it("refuses unknown fields instead of replaying too much", () => {
    expect(replayInputSchema.safeParse({ campain_id: "x" }).success).toBe(false);
  });
});
