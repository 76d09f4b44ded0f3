"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useRuleWords } from "#components/segment/use-rule-words.ts";
import { useSeenWords } from "#components/segment/use-seen-words.ts";
import type { Why } from "#lib/canvas/simulate-schema.ts";
import { describeLeaf } from "#lib/segment/describe.ts";
import type { Seen } from "#lib/segment/evaluate-leaf.ts";
import type { FilterLeaf } from "#lib/segment/filter.ts";
import { useJourneyReasons } from "./use-journey-reasons.ts";
import { useReferenceNames } from "./use-step-summary.ts";

type SeenRule = Why["rules"][number]["inside"][number];

/** Why somebody took a way in a simulation, in the language of the screen and on the viewer's clock. */
export function useWhy(): (whys: readonly Why[]) => string {
  const t = useTranslations("journeySimulate");
  const format = useFormatter();
  const reasons = useJourneyReasons();
  const say = useRuleWords();
  const seen = useSeenWords();
  const names = useReferenceNames();

  const ruleWords = ({ matched, filter, fact }: SeenRule, inside: readonly SeenRule[]): string =>
    t(matched ? "rule.yes" : "rule.no", {
      rule: describeLeaf(filter as FilterLeaf, names, say),
      seen: inside.length > 0 ? inside.map((one) => ruleWords(one, [])).join("; ") : seen(fact as Seen),
    });
  const sentence = ({ code, values, rules }: Why): string => {
    const { reason, at, more } = values;
    if (code === "code") return reasons(String(reason));
    const listed = rules.map((rule) => ruleWords(rule, rule.inside)).join("; ");
    return t(`why.${code as "yes"}`, {
      ...values,
      rules: Number(more) > 0 ? t("rule.more", { rules: listed, count: Number(more) }) : listed,
      at: at ? format.dateTime(new Date(at), { dateStyle: "medium", timeStyle: "medium" }) : "",
    });
  };
  return (whys) => whys.map(sentence).join(" ");
}
