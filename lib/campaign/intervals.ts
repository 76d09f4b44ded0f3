/** How sure a rate is: Wilson's interval for one share, Newcombe's for the difference of two, both at 95 %. */

const Z = 1.959963984540054;

export interface Interval {
  rate: number;
  low: number;
  high: number;
}

/** Wilson score interval: right also for small numbers and for shares near 0 and 1. */
export function wilson(successes: number, total: number): Interval {
  if (total === 0) return { rate: 0, low: 0, high: 1 };
  const rate = successes / total;
  const scale = 1 + (Z * Z) / total;
  const centre = rate + (Z * Z) / (2 * total);
  const spread = Z * Math.sqrt((rate * (1 - rate)) / total + (Z * Z) / (4 * total * total));
  return {
    rate,
    low: successes === 0 ? 0 : Math.max(0, (centre - spread) / scale),
    high: successes === total ? 1 : Math.min(1, (centre + spread) / scale),
  };
}

export interface Share {
  successes: number;
  total: number;
}

/** Newcombe's hybrid score interval for `a - b`. */
export function newcombe(a: Share, b: Share): { difference: number; low: number; high: number } {
  const [one, other] = [wilson(a.successes, a.total), wilson(b.successes, b.total)];
  const difference = one.rate - other.rate;
  return {
    difference,
    low: difference - Math.hypot(one.rate - one.low, other.high - other.rate),
    high: difference + Math.hypot(one.high - one.rate, other.rate - other.low),
  };
}

/** The one that is better than every other beyond doubt, by position; null when there is none (yet). */
export function winnerOf(shares: readonly Share[]): number | null {
  if (shares.length < 2) return null;
  const index = shares.findIndex((share) =>
    shares.every(
      (other) => other === share || (share.total > 0 && other.total > 0 && newcombe(share, other).low > 0),
    ),
  );
  return index < 0 ? null : index;
}
