/** The waits between retries as one line of text. Pure. */

/** Seconds in order, or the parts that are no number of seconds. */
export type TypedSchedule = { seconds: number[] } | { wrong: string[] };

export function readSchedule(text: string): TypedSchedule {
  const parts = text.split(/[,;\s]+/).filter((part) => part !== "");
  const wrong = parts.filter((part) => !/^\d+(\.\d+)?$/.test(part));
  return wrong.length > 0 ? { wrong } : { seconds: parts.map(Number) };
}
