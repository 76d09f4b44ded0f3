import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { pool } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { countQuery, matchIdsQuery, pageQuery, sampleQuery } from "./compile-sql.ts";
import { type Evaluation, evaluateLeaf, type PersonData, type PersonEvent } from "./evaluate-leaf.ts";
import { explain } from "./explain.ts";
import type { FilterNode, FilterTree } from "./filter.ts";
import { filterTreeSchema } from "./schema.ts";

useTestDatabase();

const now = new Date("2026-03-10T12:00:00.000Z");
const ODD_VALUES: unknown[] = [
  "gold",
  "Gold",
  "",
  "101",
  101,
  101.5,
  0,
  -3,
  0.1,
  true,
  false,
  null,
  [],
  ["gold"],
  [101, "x"],
  { deep: "gold" },
  { deep: 101 },
  "2026-03-01",
  "2026-03-10T11:59:59.999Z",
  "2026-02-30",
  "2024-02-29T10:00:00+05:30",
  "2026-03-10 14:00",
  "2026-03-09T23:00:00.1239999-02",
  "0000-01-01",
  "9999-12-31",
  "not a date",
  "a\nb",
  "é😀",
  [["gold"]],
  [{ deep: 1 }],
];
const CAMPAIGN = newId();
const CANVAS = newId();
const LIST = newId();
const people: PersonData[] = [];
let workspaceId = "";

beforeAll(async () => {
  workspaceId = (await createWorkspace(now)).workspaceId;
  const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T;
  for (let at = 0; at < 90; at += 1) people.push(person(at, pick));
  for (const someone of people) await insert(someone);
});

function person(at: number, pick: <T>(list: readonly T[], at: number) => T): PersonData {
  const custom: Record<string, unknown> = { a: pick(ODD_VALUES, at), b: { c: pick(ODD_VALUES, at * 7 + 3) } };
  if (at % 5 === 0) delete custom.a;
  const events: PersonEvent[] = Array.from({ length: at % 5 }, (_, index) => ({
    kind: (at + index) % 4 === 0 ? "purchase" : "event",
    name: (at + index) % 4 === 0 ? "purchase" : pick(["booked", "viewed"], at + index),
    time: new Date(now.getTime() - ((at * 13 + index * 5) % 40) * 86_400_000),
    properties: { fare: pick(ODD_VALUES, at + index * 3), deep: { x: pick(ODD_VALUES, at * 3 + index) } },
    productId: (at + index) % 4 === 0 ? pick(["p1", "p2"], index) : null,
  }));
  const deliveries = Array.from({ length: at % 3 }, (_, index) => {
    const createdAt = new Date(now.getTime() - (((at + index * 11) % 30) + 0.5) * 86_400_000);
    const status = pick(["delivered", "failed", "aborted"], at + index);
    return {
      id: newId(),
      campaignId: at % 2 ? CAMPAIGN : newId(),
      canvasId: at % 4 === 0 ? CANVAS : null,
      variationId: pick(["variation-a", "variation-b", null], at + index),
      stepId: pick(["step-1", "step-2", null], at * 3 + index * 2),
      status,
      createdAt,
      deliveredAt: status === "delivered" ? createdAt : null,
    };
  });
  return {
    profile: {
      profileId: newId(),
      externalId: `user-${at}`,
      attributes: { email: `u${at}@x.example`, country: pick(["FR", "DE", null], at) },
      customAttributes: custom,
      timeZone: pick(["Europe/Paris", null], at),
      randomBucket: (at * 111) % 10_000,
      createdAt: new Date(now.getTime() - (at % 20) * 86_400_000),
    },
    events,
    deliveries,
    lists: new Set(at % 3 === 0 ? [LIST] : []),
  };
}

async function insert({ profile, events = [], deliveries = [], lists }: PersonData): Promise<void> {
  await pool().query(
    `INSERT INTO profiles (id, workspace_id, external_id, attributes, custom_attributes, country, time_zone, random_bucket, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`,
    [
      profile.profileId,
      workspaceId,
      profile.externalId,
      profile.attributes,
      profile.customAttributes,
      profile.attributes.country,
      profile.timeZone,
      profile.randomBucket,
      profile.createdAt,
    ],
  );
  for (const event of events) {
    await pool().query(
      "INSERT INTO events (id, workspace_id, profile_id, kind, name, time, received_at, properties, product_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      [
        newId(),
        workspaceId,
        profile.profileId,
        event.kind,
        event.name,
        event.time,
        now,
        event.properties,
        event.productId,
      ],
    );
  }
  for (const delivery of deliveries) {
    await pool().query(
      "INSERT INTO deliveries (id, workspace_id, profile_id, campaign_id, canvas_id, variation_id, step_id, status, created_at, delivered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      [
        delivery.id,
        workspaceId,
        profile.profileId,
        delivery.campaignId,
        delivery.canvasId,
        delivery.variationId,
        delivery.stepId,
        delivery.status,
        delivery.createdAt,
        delivery.deliveredAt,
      ],
    );
  }
  if (lists?.has(LIST))
    await pool().query("INSERT INTO list_members (workspace_id, list_id, profile_id) VALUES ($1, $2, $3)", [
      workspaceId,
      LIST,
      profile.profileId,
    ]);
}

const scalar = fc.constantFrom<string | number | boolean>("gold", "101", 101, 0.1, 0, true, false, "é😀", "");
const condition = fc.oneof(
  fc.record({
    op: fc.constantFrom("equals", "not_equal", "includes_value", "does_not_include_value"),
    value: fc.oneof(scalar, fc.array(scalar, { minLength: 1, maxLength: 3 })),
  }),
  fc.record({
    op: fc.constantFrom("contains", "not_contains"),
    value: fc.constantFrom("gold", "o", "😀", 101, true),
  }),
  fc.record({
    op: fc.constantFrom("greater_than", "greater_than_or_equal", "less_than", "less_than_or_equal"),
    value: fc.constantFrom(101, 0, 0.1, -3, 101.5),
  }),
  fc.record({ op: fc.constantFrom("exists", "does_not_exist") }),
  fc.record({
    op: fc.constantFrom("matches_regex", "does_not_match_regex"),
    value: fc.constantFrom(
      "^g.ld$",
      "(?i)GOLD",
      "[0-9]{3}",
      "a.b",
      "^$",
      "\\d+|é",
      "[^a-z]",
      "(?:go|ol)+d?",
      "😀$",
    ),
  }),
  fc.record({
    op: fc.constantFrom("before", "after"),
    value: fc.constantFrom(
      "2026-03-01",
      "2026-03-10T11:59:59.999Z",
      "2024-02-29",
      { days_ago: 9 },
      { days_from_now: 1 },
      "2026-03-10T01:00:00.123Z",
    ),
  }),
  fc.record({
    op: fc.constantFrom("within_days", "not_within_days"),
    value: fc.constantFrom(1, 5, 0.5, 800),
  }),
);
const property = condition.chain((rule) =>
  fc.constantFrom("fare", "deep.x", "gone").map((name) => ({ property: name, ...rule })),
);
const occurrence = fc.oneof(
  fc.record({ op: fc.constantFrom("ever", "never"), within_days: fc.constantFrom(undefined, 5, 20) }),
  fc.record({
    op: fc.constantFrom("count_gte", "count_lte", "count_eq"),
    value: fc.nat(3),
    within_days: fc.constantFrom(undefined, 20),
  }),
  fc.record({
    op: fc.constantFrom(
      "first_within_days",
      "first_not_within_days",
      "last_within_days",
      "last_not_within_days",
    ),
    value: fc.constantFrom(5, 15, 26),
  }),
);
const received = fc.oneof(
  fc.record({ op: fc.constantFrom("ever", "never"), status: fc.constantFrom(undefined, "failed") }),
  fc.record({ op: fc.constantFrom("within_days", "not_within_days"), value: fc.constantFrom(3, 12) }),
  fc.record({ op: fc.constantFrom("count_gte", "count_lte", "count_eq"), value: fc.nat(2) }),
  fc.record({
    op: fc.constantFrom("last_status", "last_status_not"),
    value: fc.constantFrom("delivered", "failed"),
  }),
);
const leaf = fc.oneof(
  condition.chain((rule) =>
    fc
      .constantFrom("a", "b.c", "b", "country", "email", "time_zone", "a.0", "a.deep")
      .map((attribute) => ({ type: "attribute", attribute, ...rule })),
  ),
  fc
    .record({
      op: fc.constantFrom("before", "after"),
      value: fc.constantFrom("2026-03-01T12:00:00Z", { days_ago: 4 }),
    })
    .map((rule) => ({ type: "attribute", attribute: "created_at", ...rule })),
  fc
    .tuple(occurrence, fc.array(property, { maxLength: 2 }))
    .map(([rule, filters]) => ({ type: "event", event: "booked", ...rule, filters })),
  fc
    .tuple(occurrence, fc.constantFrom(undefined, "p1"))
    .map(([rule, product_id]) => ({ type: "purchase", product_id, ...rule })),
  fc
    .tuple(received, fc.constantFrom(undefined, CAMPAIGN), fc.constantFrom(undefined, "variation-b", "gone"))
    .map(([rule, campaign_id, variation_id]) => ({
      type: "received_campaign",
      campaign_id,
      variation_id,
      ...rule,
    })),
  fc
    .tuple(received, fc.constantFrom(undefined, CANVAS), fc.constantFrom(undefined, "step-1", "gone"))
    .map(([rule, canvas_id, step_id]) => ({ type: "received_canvas", canvas_id, step_id, ...rule })),
  fc.constantFrom("in", "not_in").map((op) => ({ type: "list", list_id: LIST, op })),
  fc.constant({ type: "random_bucket", op: "between", value: [1_000, 6_000] }),
);
const tree = fc.letrec((tie) => ({
  node: fc.oneof({ maxDepth: 3, depthSize: "small" }, leaf, tie("group")),
  group: fc.record({
    op: fc.constantFrom("and", "or", "not"),
    filters: fc.array(tie("node"), { maxLength: 3 }),
  }),
})).group;

const scope = () => ({ workspaceId, now, segments: new Map<string, FilterTree>() });
const evaluation: Evaluation = { now, segments: new Map() };

async function idsInSql(filter: FilterTree): Promise<string[]> {
  const statement = matchIdsQuery(
    filter,
    scope(),
    people.map((one) => one.profile.profileId),
  );
  return (await pool().query<{ id: string }>(statement.text, statement.values)).rows
    .map((row) => row.id)
    .sort();
}

describe("audience in SQL", () => {
  it("is the audience in memory, whatever the data and the tree", async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (generated) => {
        const filter = filterTreeSchema.parse(JSON.parse(JSON.stringify(generated)));
        const inMemory = people
          .filter((one) => explain(filter, one, evaluation).matched)
          .map((one) => one.profile.profileId)
          .sort();
        expect(await idsInSql(filter)).toEqual(inMemory);
        const count = countQuery(filter, scope());
        expect((await pool().query(count.text, count.values)).rows[0].count).toBe(inMemory.length);
      }),
      { numRuns: 300 },
    );
  });

  it("agrees on every single rule with each odd value", async () => {
    await fc.assert(
      fc.asyncProperty(leaf, async (generated) => {
        const filter = filterTreeSchema.parse({
          op: "and",
          filters: [JSON.parse(JSON.stringify(generated))],
        });
        const [node] = filter.filters as [FilterNode];
        const inMemory = people
          .filter((one) => evaluateLeaf(node as never, one, evaluation, () => false).matched)
          .map((one) => one.profile.profileId)
          .sort();
        expect(await idsInSql(filter)).toEqual(inMemory);
      }),
      { numRuns: 300 },
    );
  });

  it("finds everybody exactly once page by page", async () => {
    const filter = filterTreeSchema.parse({
      op: "or",
      filters: [
        { type: "event", event: "booked", op: "ever" },
        { type: "attribute", attribute: "a", op: "equals", value: "gold" },
      ],
    });
    const found: string[] = [];
    for (let after: string | null = null, pages = 0; pages === 0 || after !== null; pages += 1) {
      const page = pageQuery(filter, scope(), after, 7);
      const [row] = (await pool().query<{ ids: string[]; scanned_to: string | null }>(page.text, page.values))
        .rows;
      found.push(...(row?.ids ?? []));
      after = row?.scanned_to ?? null;
    }
    expect(found.sort()).toEqual(await idsInSql(filter));
  });

  it("never sees another workspace", async () => {
    const other = await createWorkspace(now);
    const everybody = sampleQuery(
      { op: "and", filters: [] },
      { ...scope(), workspaceId: other.workspaceId },
      5,
    );
    expect((await pool().query(everybody.text, everybody.values)).rows).toEqual([]);
  });
});
