import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createTranslator } from "next-intl";
import { expect, it, describe as suite } from "vitest";
import type { Say } from "#lib/i18n/english.ts";
import { describe, describeLines, lookupIn, stepKey } from "./describe.ts";
import { type FilterLeaf, type FilterTree, isGroup } from "./filter.ts";
import { filterTreeSchema } from "./schema.ts";

const id = (end: string) => `0198b7f0-0000-7000-8000-00000000000${end}`;
const names = lookupIn(
  new Map([
    [id("1"), "VIP"],
    [id("2"), "Fair"],
    [id("3"), "Gold on Mondays"],
    [id("4"), "Welcome"],
    [id("5"), "B"],
    [stepKey(id("4"), "first"), "First day"],
  ]),
);

const LEAVES: [FilterLeaf, string, string][] = [
  [
    { type: "attribute", attribute: "tier", op: "equals", value: "gold" },
    "tier is “gold”",
    "tier est « gold »",
  ],
  [
    { type: "attribute", attribute: "tier", op: "equals", value: ["gold", "silver"] },
    "tier is “gold” or “silver”",
    "tier est « gold » ou « silver »",
  ],
  [{ type: "attribute", attribute: "points", op: "exists" }, "points is set", "points est renseigné"],
  [
    { type: "event", event: "flight_booked", op: "count_gte", value: 3, within_days: 30 },
    "did “flight_booked” at least 3 times in the last 30 days",
    "a fait « flight_booked » au moins 3 fois sur les derniers 30 jours",
  ],
  [
    {
      type: "event",
      event: "flight_booked",
      op: "never",
      filters: [{ property: "fare", op: "greater_than", value: 100 }],
    },
    "never did “flight_booked” where fare is greater than 100",
    "n’a jamais fait « flight_booked » avec fare est supérieur à 100",
  ],
  [{ type: "purchase", op: "ever" }, "bought anything", "a acheté quelque chose"],
  [
    { type: "received_campaign", op: "not_within_days", value: 14, campaign_id: id("3") },
    "not in the last 14 days: received campaign “Gold on Mondays”",
    "pas depuis 14 jours : a reçu la campagne « Gold on Mondays »",
  ],
  [
    { type: "received_canvas", op: "never", canvas_id: id("4") },
    "never received journey “Welcome”",
    "n’a jamais reçu le parcours « Welcome »",
  ],
  [
    { type: "received_campaign", op: "ever", campaign_id: id("3"), variation_id: id("5") },
    "received campaign “Gold on Mondays”, variation “B”",
    "a reçu la campagne « Gold on Mondays », variante « B »",
  ],
  [
    { type: "received_canvas", op: "never", canvas_id: id("4"), step_id: "first" },
    "never received journey “Welcome”, step “First day”",
    "n’a jamais reçu le parcours « Welcome », étape « First day »",
  ],
  [
    { type: "received_campaign", op: "last_status", value: "failed" },
    "last message of any campaign is failed",
    "le dernier message pour une campagne quelconque est en échec",
  ],
  [{ type: "segment", segment_id: id("1") }, "in segment “VIP”", "dans le segment « VIP »"],
  [{ type: "list", list_id: id("2"), op: "not_in" }, "not on list “Fair”", "pas sur la liste « Fair »"],
  [
    { type: "random_bucket", op: "between", value: [0, 4_999] },
    "random number from 0 to 4999",
    "nombre aléatoire de 0 à 4999",
  ],
];

/** As on a screen. */
function screen(locale: "en" | "fr"): Say {
  const file = join(import.meta.dirname, "../i18n/messages", locale, "rules.json");
  const rules: unknown = JSON.parse(readFileSync(file, "utf8"));
  const t = createTranslator({ locale, messages: { rules } as never, namespace: "rules" as never });
  return t as unknown as Say;
}

const tree = (...filters: FilterTree["filters"]): FilterTree => ({ op: "and", filters });

suite("a filter in words", () => {
  it.each(LEAVES)("says %o", (leaf, words, french) => {
    expect(filterTreeSchema.safeParse(tree(leaf)).success).toBe(true);
    expect(describe(tree(leaf), names)).toBe(words);
    expect(describe(tree(leaf), names, screen("en"))).toBe(words);
    expect(describe(tree(leaf), names, screen("fr"))).toBe(french);
  });

  it("joins groups, and is everybody without a rule", () => {
    const [[gold], [never]] = [LEAVES[0], LEAVES[4]] as [(typeof LEAVES)[0], (typeof LEAVES)[0]];
    const nested = tree(gold, { op: "or", filters: [never, { op: "not", filters: [gold] }] });
    expect(isGroup(nested)).toBe(true);
    expect(describe(nested)).toBe(
      "tier is “gold” and (never did “flight_booked” where fare is greater than 100 or none of (tier is “gold”))",
    );
    expect(describeLines(nested)).toEqual([
      "all of:",
      "  tier is “gold”",
      "  any of:",
      "    never did “flight_booked” where fare is greater than 100",
      "    none of:",
      "      tier is “gold”",
    ]);
    expect(describe(tree())).toBe("everybody");
  });
});
