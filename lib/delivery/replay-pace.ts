/** Decides how much of a bulk replay goes out in one part and when the next part follows. */

const PART_ROWS = 500;
/** A part never reaches further ahead, so that a cancel takes hold soon. */
const PART_SECONDS = 3;

export type ReplayPart = {
  rows: number;
  /** Between two deliveries; 0 without a rate. */
  spacingMs: number;
};

export function replayPart(perSecond: number | null): ReplayPart {
  if (perSecond === null) return { rows: PART_ROWS, spacingMs: 0 };
  return {
    rows: Math.min(PART_ROWS, Math.max(1, Math.floor(perSecond * PART_SECONDS))),
    spacingMs: 1_000 / perSecond,
  };
}

/** When the part after one of `rows` rows that began at `from` begins. */
export function nextPartAt(part: ReplayPart, rows: number, from: Date): Date {
  return new Date(from.getTime() + rows * part.spacingMs);
}
