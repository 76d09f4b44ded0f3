/** What the numbers of the primary conversion allow to be said about the variations, and nothing beyond that. */
import { newcombe, type Share, winnerOf } from "./intervals.ts";
import type { VariationStats, Verdict } from "./stats-schema.ts";

/** Below this an interval is honest but a word such as "winner" would not be. */
const MIN_PEOPLE = 30;
const MIN_CONVERSIONS = 5;

interface Group {
  name: string;
  control: boolean;
  share: Share;
}

/** As long as a larger share than this waits, people who got it last had much less time than the control group. */
const MOST_WAITING = 0.05;

/**
 * Compares the sending variations with each other; where none of them wins, the best one with the control group. The
 * time of the control group runs from its assignment and that of the others from their message, so the two are compared
 * only when hardly any of the messages `waiting` is left.
 */
export function verdictOf(variations: readonly VariationStats[], waiting: number): Verdict {
  const groups = variations.flatMap((variation): Group[] => {
    const [primary] = variation.conversions;
    if (!primary) return [];
    const share = { successes: primary.count, total: variation.people };
    return [{ name: variation.name, control: variation.control, share }];
  });
  if (groups.length < 2) return { kind: "none" };
  if (isSmall(groups.map(({ share }) => share)))
    return { kind: "too_few", people: MIN_PEOPLE, conversions: MIN_CONVERSIONS };
  const sending = groups.filter(({ control }) => !control);
  const best = sending[winnerOf(sending.map(({ share }) => share)) ?? -1];
  if (best) return { kind: "winner", name: best.name, rate: best.share.successes / best.share.total };
  const control = groups.find((group) => group.control);
  const sent = sending.reduce((sum, { share }) => sum + share.total, 0);
  if (control && waiting > MOST_WAITING * (sent + waiting)) return { kind: "still_sending", waiting };
  return againstControl(control, sending);
}

/** Whether there is too little to say anything. */
export function isSmall(shares: readonly Share[]): boolean {
  return (
    shares.some((share) => share.total < MIN_PEOPLE) ||
    shares.every((share) => share.successes < MIN_CONVERSIONS)
  );
}

function againstControl(control: Group | undefined, sending: readonly Group[]): Verdict {
  if (!control) return { kind: "no_difference" };
  const compared = sending
    .map(({ name, share }) => ({ name, ...newcombe(share, control.share) }))
    .toSorted((a, b) => b.difference - a.difference);
  const [best] = compared;
  if (best && best.low > 0) return { kind: "beats_control", name: best.name, low: best.low, high: best.high };
  const worst = compared.at(-1);
  if (worst && worst.high < 0)
    return { kind: "loses_to_control", name: worst.name, low: worst.low, high: worst.high };
  return { kind: "no_difference" };
}
