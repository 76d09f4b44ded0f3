/**
 * Goals are counted by their place, so they stay what they are once something may have been counted: from the launch
 * on; in API campaigns, which are live from the start, from the first message on.
 */
interface Counting {
  type: string;
  live: boolean;
  sent: boolean;
}

/** Whether the goals of a campaign can no longer be edited. */
export function goalsAreFixed({ type, live, sent }: Counting): boolean {
  return live && (type !== "api" || sent);
}
