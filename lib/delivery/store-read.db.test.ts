/** Every filter of the log finds what reading all of it would find. */
import { expect, it } from "vitest";
import { inTransaction, pool } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { type DeliveryFilter, LOGGED_KINDS } from "./schema.ts";
import { listDeliveries } from "./service.ts";
import { insertDeliveries } from "./service-enqueue.ts";

useTestDatabase();

const HOSTS = ["a.example", "b.example"];
const STATUSES = ["delivered", "failed", "retrying"] as const;
const REASONS = [null, "exhausted_retries", "outcome_unknown"];
const CODES = [200, 302, 404, 503, null];
const START = Date.parse("2026-11-01T00:00:00Z");
const COUNT = 180;

/** One of the things a delivery may be; the divisors make all combinations occur. */
const pick = <T>(from: readonly T[], index: number, divisor = 1): T =>
  from[Math.floor(index / divisor) % from.length] as T;

const at = (index: number): Date => new Date(START + index * 1_000);

function fact(index: number) {
  const code = pick(CODES, index, 2);
  return {
    id: newId(),
    campaignId: pick(campaigns, index, 4),
    host: pick(HOSTS, index),
    person: `p${index % 7}`,
    status: pick(STATUSES, index, 3),
    reason: pick(REASONS, index, 5),
    code,
    answer: code === null ? "none" : `${Math.floor(code / 100)}xx`,
    kind: pick(LOGGED_KINDS, index, 7),
    at: at(index),
  };
}
const campaigns = [newId(), newId()];
type Fact = ReturnType<typeof fact>;

async function store(workspaceId: string, facts: readonly Fact[]): Promise<void> {
  for (const each of facts) {
    const row = { id: each.id, workspaceId, campaignId: each.campaignId, externalUserId: each.person };
    await inTransaction((sql) => insertDeliveries(sql, [row], each.at));
  }
  const column = <Key extends keyof Fact>(key: Key): Fact[Key][] => facts.map((each) => each[key]);
  await pool().query(
    `UPDATE deliveries d SET status = t.status, reason = t.reason, host = t.host, attempts_count = 2, queued_at = NULL, next_attempt_at = NULL
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS t (id, status, reason, host) WHERE d.id = t.id`,
    [column("id"), column("status"), column("reason"), column("host")],
  );
  // The first attempt of each was of another kind and had another answer.
  await pool().query(
    `INSERT INTO attempts (delivery_id, workspace_id, number, kind, started_at, duration_ms, status_code, outcome)
     SELECT t.id, $1, 2, t.kind, now(), 5, t.code, 'backoff' FROM unnest($2::uuid[], $3::text[], $4::int[]) AS t (id, kind, code)
     UNION ALL SELECT id, $1, 1, 'automatic', now(), 5, 429, 'backoff' FROM unnest($2::uuid[]) AS id`,
    [workspaceId, column("id"), column("kind"), column("code")],
  );
}

it("Q238 finds by status, answer, host, person, campaign, id, time and kind of attempt, alone and together", async () => {
  const context = await createWorkspace();
  const facts = Array.from({ length: COUNT }, (_, index) => fact(index));
  await store(context.workspaceId, facts);
  const [from, to] = [at(40), at(120)];
  const cases: [DeliveryFilter, (each: Fact) => boolean][] = [
    [{ status: "failed" }, (each) => each.status === "failed"],
    [{ reason: "outcome_unknown" }, (each) => each.reason === "outcome_unknown"],
    ...(["2xx", "3xx", "4xx", "5xx", "none"] as const).map((status_class): (typeof cases)[number] => [
      { status_class },
      (each) => each.answer === status_class,
    ]),
    ...LOGGED_KINDS.map((attempt_kind): (typeof cases)[number] => [
      { attempt_kind },
      (each) => each.kind === attempt_kind,
    ]),
    [{ host: "b.example" }, (each) => each.host === "b.example"],
    [{ external_user_id: "p3" }, (each) => each.person === "p3"],
    [{ campaign_id: campaigns[1] }, (each) => each.campaignId === campaigns[1]],
    [{ delivery_id: facts[7]?.id }, (each) => each === facts[7]],
    [{ since: from.toISOString(), until: to.toISOString() }, (each) => each.at >= from && each.at <= to],
    [
      { host: "a.example", status: "failed", status_class: "4xx", attempt_kind: "manual" },
      (each) =>
        each.host === "a.example" && each.status === "failed" && each.code === 404 && each.kind === "manual",
    ],
  ];
  for (const [filter, matches] of cases) {
    const { deliveries } = await listDeliveries(context, { limit: 500, ...filter });
    const expected = facts.filter(matches).map(({ id }) => id);
    expect(expected.length, JSON.stringify(filter)).toBeGreaterThan(0);
    expect(deliveries.map((row) => row.delivery_id).toSorted(), JSON.stringify(filter)).toEqual(
      expected.toSorted(),
    );
  }
});
