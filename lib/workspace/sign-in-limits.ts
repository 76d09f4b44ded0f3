/** How often a password may be guessed wrong. Pure: what is counted under which key, and when enough is enough. */
import { createHash } from "node:crypto";

export interface TryLimit {
  name: "pair" | "pair-hour" | "address" | "account";
  /** Wrong passwords within the window; the next try is refused. */
  max: number;
  windowMs: number;
}

const MINUTE = 60_000;

/**
 * Somebody who knows one password must not buy tries at another with it: a success forgets the tries of that address
 * at that account alone. The last limit holds against many addresses that guess at one account together; it spares
 * addresses the account is signed in from, so that nobody is locked out of their own by strangers.
 */
export const SIGN_IN_LIMITS: readonly TryLimit[] = [
  { name: "pair", max: 10, windowMs: MINUTE },
  { name: "pair-hour", max: 60, windowMs: 60 * MINUTE },
  { name: "address", max: 60, windowMs: MINUTE },
  { name: "account", max: 50, windowMs: 15 * MINUTE },
];

/** What all keys begin with. */
export const TRY_PREFIX = "sign-in try|";

export interface CountedTry extends TryLimit {
  key: string;
}

/** The counters a try belongs to. An e-mail address counts whether or not it has an account. */
export function triesOf(address: string, email: string): CountedTry[] {
  const account = createHash("sha256").update(email.trim().toLowerCase()).digest("hex");
  const whose = { pair: `${address}|${account}`, address, account };
  return SIGN_IN_LIMITS.map((limit) => {
    const of = limit.name === "pair-hour" ? whose.pair : whose[limit.name];
    return { ...limit, key: `${TRY_PREFIX}${limit.name}|${of}` };
  });
}

export interface TryCount {
  key: string;
  /** This try included. */
  count: number;
  endsAt: Date;
}

/** Until when this try has to wait; null when it may be made. */
export function waitsUntil(
  tries: readonly CountedTry[],
  counts: readonly TryCount[],
  knownAddress: boolean,
): Date | null {
  const full = tries.flatMap(({ key, max, name }) => {
    const counted = counts.find((one) => one.key === key);
    const over = counted !== undefined && counted.count > max && !(knownAddress && name === "account");
    return over ? [counted.endsAt] : [];
  });
  return full.reduce<Date | null>((latest, at) => (latest === null || at > latest ? at : latest), null);
}
