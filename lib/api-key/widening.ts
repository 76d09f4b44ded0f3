/** Whether a change of a key lets it do more than before, or lets more callers use it. Pure. */

/** What a change may widen; undefined is left as it is. */
export interface KeyLimits {
  scopes: string[];
  allowedAddresses: string[];
  expiresAt: Date | null;
}

/** Narrowing is for everybody who may write keys: it can only take something away. */
export function widens(before: KeyLimits, after: Partial<KeyLimits>): boolean {
  return (
    (after.scopes !== undefined && !isSubset(after.scopes, before.scopes)) ||
    (after.allowedAddresses !== undefined &&
      opensAddresses(before.allowedAddresses, after.allowedAddresses)) ||
    (after.expiresAt !== undefined && livesLonger(before.expiresAt, after.expiresAt))
  );
}

export function livesLonger(before: Date | null, after: Date | null): boolean {
  if (before === null) return false;
  return after === null || after > before;
}

/** No address in the list means every address. */
function opensAddresses(before: readonly string[], after: readonly string[]): boolean {
  if (before.length === 0) return false;
  return after.length === 0 || !isSubset(after, before);
}

function isSubset(part: readonly string[], whole: readonly string[]): boolean {
  return part.every((one) => whole.includes(one));
}
