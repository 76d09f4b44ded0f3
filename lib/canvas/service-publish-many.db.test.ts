import { describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { countStatements, createWorkspace } from "#lib/testing/factories.ts";
import { PUBLISH_PEOPLE, type PublishPeople } from "./jobs.ts";
import { publishInputSchema } from "./publish-schema.ts";
import { createCanvasSchema, patchCanvasSchema } from "./schema.ts";
import { changeCanvas, createCanvas } from "./service.ts";
import { launchCanvas } from "./service-lifecycle.ts";
import { previewPublish, publishCanvas } from "./service-publish.ts";
import { publishToPeople } from "./service-publish-people.ts";

useTestDatabase();

const PEOPLE = 10_000;
const DAY = 86_400;

const wait = (id: string, days: number, next: string | null) => ({
  id,
  type: "delay",
  delay: { seconds: days * DAY },
  next,
});

/** Ten thousand people who wait at the first of two steps since half a day to five days. */
async function crowd(): Promise<{ context: Context; id: string }> {
  const context = await createWorkspace();
  const input = createCanvasSchema.parse({
    name: "Many",
    entry: { type: "api_trigger" },
    steps: [wait("wait", 10, "after"), wait("after", 1, null)],
  });
  const { canvas_id: id } = await createCanvas(context, input);
  const { live_version: live } = await launchCanvas(context, id);
  await pool().query(
    `WITH people AS (
       INSERT INTO profiles (id, workspace_id, external_id, random_bucket)
       SELECT uuidv7(), $1, 'p' || n, n % 10000 FROM generate_series(1, $4::int) AS n RETURNING id, external_id
     ), entries AS (
       INSERT INTO canvas_entries (id, workspace_id, canvas_id, version_id, profile_id, external_user_id, state, step_id, since,
                                   waiting_for, wait_until, wake_at, started_by, entered_at)
       SELECT uuidv7(), $1, $2, $3, id, external_id, 'active', 'wait', at, 'delay', at + interval '10 days', at + interval '10 days', 'x', at
         FROM (SELECT *, $5::timestamptz - interval '12 hours' * (1 + right(external_id, 1)::int) AS at FROM people) AS p
       RETURNING canvas_id, version_id
     )
     INSERT INTO canvas_entry_counts (canvas_id, version_id, variant_id, state, step_id, shard, count)
     SELECT canvas_id, version_id, '', 'active', 'wait', 0, count(*) FROM entries GROUP BY 1, 2`,
    [context.workspaceId, id, live?.version_id, PEOPLE, context.now],
  );
  return { context, id };
}

/** What a worker does, part after part; answers how many statements each took. */
async function work(context: Context): Promise<number[]> {
  const statements: number[] = [];
  for (;;) {
    const { rows } = await pool().query<{ id: string; data: PublishPeople }>(
      `DELETE FROM pgboss.job WHERE name = $1 AND data->>'workspace_id' = $2 RETURNING id, data`,
      [PUBLISH_PEOPLE.name, context.workspaceId],
    );
    if (rows.length === 0) return statements;
    for (const { data } of rows)
      statements.push(await countStatements(() => publishToPeople(data, context.now)));
  }
}

const where = async (id: string): Promise<Record<string, number>> => {
  const { rows } = await pool().query<{ spot: string; count: number }>(
    `SELECT v.number || ' ' || e.state || ' ' || coalesce(e.step_id, '') AS spot, count(*)::int AS count
       FROM canvas_entries e JOIN canvas_versions v ON v.id = e.version_id WHERE e.canvas_id = $1 GROUP BY 1`,
    [id],
  );
  return Object.fromEntries(rows.map((row) => [row.spot, row.count]));
};

describe("ten thousand people inside", () => {
  it.each([
    ["finish", null, 0, { "1 active wait": PEOPLE }],
    ["move", null, 3_000, { "2 active wait": PEOPLE }],
    ["move", "after", PEOPLE, { "2 active after": PEOPLE }],
    ["exit", null, 0, { "1 exited wait": PEOPLE }],
  ] as const)("follow the rule %s (to %s), a thousand at a time", async (rule, to, due, expected) => {
    const { context, id } = await crowd();
    const steps = [wait("wait", 4, "after"), wait("after", 2, null)];
    await changeCanvas(context, id, patchCanvasSchema.parse({ steps }));
    const input = publishInputSchema.parse({ rules: [{ step: "wait", rule, to }] });
    const preview = await previewPublish(context, id, input);
    expect(preview).toMatchObject({ people_inside: PEOPLE, steps: [{ step: "wait", people: PEOPLE, rule }] });
    if (rule === "move") expect(preview.steps[0]?.due_now).toBe(due);
    expect(await countStatements(() => previewPublish(context, id, input))).toBeLessThanOrEqual(20);
    expect(await countStatements(() => publishCanvas(context, id, input))).toBeLessThanOrEqual(60);
    const parts = await work(context);
    expect(await where(id)).toEqual(expected);
    // Ten parts and one that finds nobody; none takes a statement per person.
    expect(parts).toHaveLength(rule === "finish" ? 0 : 11);
    expect(Math.max(0, ...parts)).toBeLessThanOrEqual(40);
  });
});
