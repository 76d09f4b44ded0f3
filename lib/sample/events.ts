/** What the sample people did over the last ninety days. */
import { type Random, randomFrom } from "./random.ts";

export interface SampleEvent {
  /** Whose, counted from 0. */
  person: number;
  name: string;
  time: Date;
  properties: Record<string, unknown>;
}

const SEED = 42;
const DAYS = 90;
const DAY_MS = 86_400_000;

type Make = (random: Random) => Record<string, unknown>;

/** How often somebody does something, at most, and what it says. */
const KINDS: readonly { name: string; share: number; most: number; properties: Make }[] = [
  {
    name: "signed_up",
    share: 1,
    most: 1,
    properties: (r) => ({ source: r.pick(["ios", "android", "web"]) }),
  },
  {
    name: "logged_in",
    share: 0.9,
    most: 5,
    properties: (r) => ({ source: r.pick(["ios", "android", "web"]) }),
  },
  { name: "points_earned", share: 0.5, most: 3, properties: (r) => ({ points: r.between(1, 50) * 10 }) },
  {
    name: "flight_booked",
    share: 0.45,
    most: 8,
    properties: (r) => ({
      fare: r.between(40, 900),
      points: r.between(10, 300),
      to: r.pick(["CDG", "HND", "JFK", "BKK"]),
    }),
  },
  {
    name: "level_reached",
    share: 0.4,
    most: 3,
    properties: (r) => ({ level: r.between(1, 20), coins: r.between(1, 5) * 100 }),
  },
  {
    name: "checkout_completed",
    share: 0.4,
    most: 2,
    properties: (r) => ({
      total: r.between(10, 400),
      text: `Your order #${r.between(1_000, 9_999)} is on its way.`,
    }),
  },
  { name: "cart_abandoned", share: 0.2, most: 1, properties: () => ({ code: "BACK10" }) },
  {
    name: "email_unsubscribed",
    share: 0.08,
    most: 1,
    properties: (r) => ({ list: r.pick(["news", "offers"]), source: "Preference page" }),
  },
];

/** Oldest first; the youngest is some minutes old. */
export function sampleEvents(people: number, now: Date): SampleEvent[] {
  const random = randomFrom(SEED);
  const events: SampleEvent[] = [];
  for (let person = 0; person < people; person++) {
    for (const { name, share, most, properties } of KINDS) {
      if (!random.chance(share)) continue;
      const count = random.between(1, most);
      for (let times = 0; times < count; times++) {
        const agoMs = Math.floor(random.next() * DAYS * DAY_MS) + 600_000;
        events.push({ person, name, time: new Date(now.getTime() - agoMs), properties: properties(random) });
      }
    }
  }
  return events.sort((a, b) => a.time.getTime() - b.time.getTime());
}
