import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { EgressBlockedError } from "./client-errors.ts";
import { type EgressPolicy, isAllowed } from "./egress.ts";

export type ResolvedAddress = { address: string; family: number };
export type Resolve = (hostname: string) => Promise<ResolvedAddress[]>;

/** A lookup for sockets that hands out only addresses the policy allows. */
export function guardedLookup(resolve: Resolve, policy: EgressPolicy, port: number): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const allowed = addresses.filter(({ address }) => isAllowed(policy, hostname, address, port));
        const [first] = allowed;
        if (!first) return callback(new EgressBlockedError(), "", 0);
        if (options.all) return callback(null, allowed);
        return callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, "", 0),
    );
  };
}

const POSITIVE_MS = 15_000;
const NEGATIVE_MS = 2_000;
const MAX_NAMES = 10_000;

/** The system's resolver, asked once at a time per name and remembered for seconds: its threads are few. */
export function systemResolve(ask: Resolve = resolveAll): Resolve {
  const cache = new Map<string, { until: number; answer: Promise<ResolvedAddress[]> }>();
  return (hostname) => {
    const known = cache.get(hostname);
    if (known && known.until > Date.now()) return known.answer;
    const answer = ask(hostname);
    const entry = { until: Date.now() + POSITIVE_MS, answer };
    if (cache.size >= MAX_NAMES) cache.clear();
    cache.set(hostname, entry);
    answer.catch(() => {
      entry.until = Date.now() + NEGATIVE_MS;
    });
    return answer;
  };
}

function resolveAll(hostname: string): Promise<ResolvedAddress[]> {
  return new Promise((resolve, reject) => {
    lookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });
}
