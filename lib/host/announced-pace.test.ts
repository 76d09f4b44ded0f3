import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { announcedPace, isNewPolicy } from "./announced-pace.ts";
import { paceOf } from "./pace.ts";
import { hostSettingsSchema } from "./schema.ts";
import type { HostRow } from "./store.ts";

const now = new Date("2026-11-27T10:00:00Z");
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);
const known = (announced_rate: number | null, seconds = 0) => ({
  announced_rate,
  announced_at: ago(seconds),
});

describe("an announced policy", () => {
  it.each<[string, ReturnType<typeof known>, number, boolean]>([
    ["the first one counts", known(null), 5, true],
    ["a lower one counts at once", known(5, 1), 4, true],
    ["the same one is not written again", known(5, 59), 5, false],
    ["the same one is confirmed each minute", known(5, 60), 5, true],
    ["a higher one does not displace the lower", known(5, 59), 50, false],
    ["a higher one counts when the lower is not repeated", known(5, 60), 50, true],
  ])("%s", (_name, before, perSecond, isNew) => {
    expect(isNewPolicy(before, perSecond, now)).toBe(isNew);
  });

  it("is forgotten when it was not repeated for an hour", () => {
    expect(announcedPace(known(5, 3_599), now)).toBe(5);
    expect(announcedPace(known(5, 3_600), now)).toBeNull();
  });

  it("only ever lowers the pace of a host, and lets no burst exceed the quota", () => {
    const rate = fc.double({ min: 0.02, max: 1_000, noNaN: true });
    fc.assert(
      fc.property(fc.option(rate), fc.option(rate), rate, (limit, learned, announced) => {
        const settings = hostSettingsSchema.parse({
          rate_limit: limit === null ? null : { per_second: limit, burst: 100 },
        });
        const row = {
          settings,
          ramp_from: null,
          learned_rate: learned,
          ...known(null),
        } as unknown as HostRow;
        const without = paceOf(row, now)?.perSecond ?? Number.POSITIVE_INFINITY;
        const pace = paceOf({ ...row, announced_rate: announced, announced_at: now }, now);
        expect(pace?.perSecond).toBe(Math.min(without, announced));
        if (announced < without) expect(pace?.burst).toBe(1);
      }),
    );
  });
});
