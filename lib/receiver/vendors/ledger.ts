/** The two ledgers whose contract is our own: rewards of a game, and credits of a loyalty programme. */
import {
  at,
  credential,
  type Entries,
  type Handled,
  jsonObject,
  missing,
  pathParts,
  sameJson,
  type Vendor,
  type VendorAnswer,
  type VendorRequest,
} from "./vendor.ts";

interface Ledger {
  path: string;
  owner: string;
  required: readonly string[];
  amount(body: unknown): number;
  /** The answer to a posting that is booked, or was before. */
  booked(posting: { id: string; balance: number; created: boolean }, body: unknown): unknown;
  notFound: unknown;
  reused: unknown;
}

const game: Ledger = {
  path: "/v1/players/:id/rewards",
  owner: "player",
  required: ["kind", "amount", "reason"],
  amount: (body) => Number(at(body, "amount")),
  booked: ({ id, balance, created }) => ({ id, balance, created }),
  notFound: { error: "unknown_player" },
  reused: { error: "idempotency_conflict", message: "This key was used for another reward." },
};

const loyalty: Ledger = {
  path: "/v1/members/:id/credits",
  owner: "member",
  required: ["type", "amount.value", "amount.currency", "expires_on", "reason"],
  amount: (body) => Number(at(body, "amount.value")),
  booked: ({ id, balance }, body) => ({
    credit_id: id,
    balance: { value: balance.toFixed(2), currency: at(body, "amount.currency") },
  }),
  notFound: { error: "unknown_member" },
  reused: { error: "idempotency_conflict", message: "This key was used for another credit." },
};

export const gameApi: Vendor = vendorOf(game, "https://game.example.com");
export const loyaltyApi: Vendor = vendorOf(loyalty, "https://loyalty.example.com");

function vendorOf(ledger: Ledger, baseUrl: string): Vendor {
  return {
    baseUrl,
    limit: { requests: 100, perSeconds: 1 },
    limitHeaders: ({ limit, remaining, resetAt }) => ({
      "x-rate-limit-limit": String(limit),
      "x-rate-limit-remaining": String(remaining),
      "x-rate-limit-reset": String(Math.ceil(resetAt.getTime() / 1000)),
    }),
    limited: { status: 429, headers: { "retry-after": "1" }, body: { error: "rate_limited" } },
    scenarios: {
      unavailable: { status: 503, headers: { "retry-after": "1" }, body: { error: "unavailable" } },
      rate_limit: { status: 429, headers: { "retry-after": "2" }, body: { error: "rate_limited" } },
    },
    keys: (request) => [keyOf(request), accountOf(ledger, request)],
    handle: (request, entries) => post(ledger, request, entries),
  };
}

/** Books an amount once per key, however often it is asked for. */
function post(ledger: Ledger, request: VendorRequest, entries: Entries): Handled {
  const { id: owner } = pathParts(ledger.path, request.path) ?? {};
  if (request.method !== "POST" || !owner) return refused(404, { error: "not_found" });
  if (!credential(request)) return refused(401, { error: "unauthorized" });
  if (/^unknown/i.test(owner)) return refused(404, ledger.notFound);
  const body = jsonObject(request);
  const errors = missing(body, ledger.required).map((field) => ({ field, message: "is required" }));
  if (!request.headers["idempotency-key"]) errors.push({ field: "Idempotency-Key", message: "is required" });
  if (errors.length === 0 && !(ledger.amount(body) > 0))
    errors.push({ field: "amount", message: "must be positive" });
  if (errors.length > 0) return refused(422, { errors });
  const [key, account] = [keyOf(request), accountOf(ledger, request)];
  const known = entries[key] as { body: unknown; id: string; balance: number } | undefined;
  if (known) {
    if (!sameJson(known.body, body)) return refused(409, ledger.reused);
    return { answer: { status: 200, body: ledger.booked({ ...known, created: false }, body) } };
  }
  const balance = Number(entries[account] ?? 0) + ledger.amount(body);
  const posting = { id: request.id, balance };
  return {
    answer: { status: 201, body: ledger.booked({ ...posting, created: true }, body) },
    writes: { [key]: { ...posting, body }, [account]: balance },
  };
}

function refused(status: VendorAnswer["status"], body: unknown): Handled {
  return { answer: { status, body } };
}

function keyOf({ headers }: VendorRequest): string {
  return `key:${headers["idempotency-key"]}`;
}

function accountOf({ path, owner }: Ledger, request: VendorRequest): string {
  return `balance:${owner} ${pathParts(path, request.path)?.id ?? ""}`;
}
