import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { inTransaction, pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { canvasStatsQuerySchema, listEntriesQuerySchema } from "./run-schema.ts";
import { createCanvasSchema } from "./schema.ts";
import { canvasTriggerSchema } from "./send-schema.ts";
import { createCanvas } from "./service.ts";
import { launchCanvas } from "./service-lifecycle.ts";
import { retryEntry, skipEntry } from "./service-people.ts";
import { triggerCanvas } from "./service-send.ts";
import { canvasStats } from "./service-stats.ts";
import { listEntries, stuckReport } from "./service-views.ts";
import { insertConversions } from "./store-conversions.ts";

useTestDatabase();

const DAY = 86_400;

/** Three people: one of them gold, who waits; the others are through. */
async function journey(): Promise<{ context: Context; id: string }> {
  const context = await createWorkspace();
  const attributes = ["gold", "blue1", "blue2"].map((external_id) => ({
    external_id,
    tier: external_id.startsWith("gold") ? "gold" : "blue",
  }));
  await track(context, TrackBody.parse({ attributes }));
  const input = {
    name: "Results",
    entry: { type: "api_trigger" },
    conversions: [{ event: "bought" }, { event: "came_back" }],
    steps: [
      {
        id: "split",
        type: "decision_split",
        filter: {
          op: "and",
          filters: [{ type: "attribute", attribute: "tier", op: "equals", value: "gold" }],
        },
        yes: "wait",
        no: null,
      },
      { id: "wait", type: "delay", delay: { seconds: DAY }, next: "send" },
      { id: "send", type: "message", webhook: { url: "https://api.example.com/x" } },
    ],
  };
  const { canvas_id: id } = await createCanvas(context, createCanvasSchema.parse(input));
  await launchCanvas(context, id);
  const recipients = attributes.map(({ external_id }) => ({ external_user_id: external_id }));
  await triggerCanvas(context, canvasTriggerSchema.parse({ canvas_id: id, recipients }));
  return { context, id };
}

const stats = (context: Context, id: string, query: Record<string, unknown> = {}) =>
  canvasStats(context, id, canvasStatsQuerySchema.parse(query));
const people = async (context: Context, id: string, query: Record<string, unknown>) =>
  (await listEntries(context, id, listEntriesQuerySchema.parse(query))).entries
    .map((entry) => entry.external_user_id)
    .toSorted();

async function convert(
  context: Context,
  id: string,
  who: string,
  index = 0,
  eventId: string = randomUUID(),
): Promise<void> {
  const { rows } = await pool().query<{ profile_id: string }>(
    "SELECT profile_id FROM canvas_entries WHERE canvas_id = $1 AND external_user_id = $2",
    [id, who],
  );
  const conversion = {
    canvasId: id,
    index,
    profileId: rows[0]?.profile_id ?? "",
    eventId,
    at: new Date(context.now.getTime() + (index + 1) * 3_600_000),
    windowSeconds: DAY,
  };
  await inTransaction((sql) => insertConversions(sql, context.workspaceId, [conversion]));
}

describe("results of a canvas", () => {
  it("count each step, and lead to the people behind each number", async () => {
    const { context, id } = await journey();
    const { steps } = await stats(context, id);
    expect(steps).toMatchObject([
      { step: "split", entered: 3, here: 0, done: 3, failed: 0, left: 0 },
      { step: "wait", entered: 1, here: 1, done: 0 },
      { step: "send", entered: 0, here: 0 },
    ]);
    expect(await people(context, id, { step: "split", did: "done" })).toEqual(["blue1", "blue2", "gold"]);
    expect(await people(context, id, { step: "split", path: "no" })).toEqual(["blue1", "blue2"]);
    expect(await people(context, id, { step: "wait", did: "entered" })).toEqual(["gold"]);
    expect(await people(context, id, { step: "wait", did: "here" })).toEqual(["gold"]);
    expect(await people(context, id, { step: "split", did: "left" })).toEqual([]);
  });

  it("say how many of those who took a path converted", async () => {
    const { context, id } = await journey();
    // A second goal, and the same one again, count nobody twice.
    for (const goal of [0, 1, 0]) await convert(context, id, "blue1", goal);
    const { steps, conversions } = await stats(context, id);
    expect(steps[0]?.paths).toMatchObject([
      { path: "yes", taken: 1, conversions: 0 },
      { path: "no", taken: 2, conversions: 1 },
    ]);
    expect(conversions).toMatchObject([
      { index: 0, event: "bought", count: 1, rate: 1 / 3 },
      { index: 1, event: "came_back", count: 1 },
    ]);
    // Sums that are kept, and what is counted for a span of time, say the same.
    const kept = await stats(context, id);
    // From the first hour on, from a moment after it, and to the end of this hour.
    expect(await stats(context, id, { since: new Date(0).toISOString() })).toEqual(kept);
    expect(await stats(context, id, { since: new Date(1).toISOString() })).toEqual(kept);
    const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000;
    const [before, after] = [hour - 3_600_000, hour + 2 * 3_600_000].map((at) => new Date(at).toISOString());
    expect(await stats(context, id, { since: before, until: after })).toEqual(kept);
    const { steps: none } = await stats(context, id, { until: before });
    expect(none[0]?.paths).toMatchObject([{ taken: 0 }, { taken: 0 }]);
  });

  it("count a path as converted that the goal itself led people on", async () => {
    const { context, id } = await journey();
    const eventId = randomUUID();
    // As when an event moves somebody a moment after it was received.
    await pool().query(
      `UPDATE canvas_moves SET cause = 'event', cause_id = $2, left_at = left_at + interval '2 hours'
        WHERE entry_id = (SELECT id FROM canvas_entries WHERE canvas_id = $1 AND external_user_id = 'blue1')`,
      [id, eventId],
    );
    await convert(context, id, "blue1", 0, eventId);
    const { steps } = await stats(context, id);
    expect(steps[0]?.paths).toMatchObject([{ conversions: 0 }, { path: "no", conversions: 1 }]);
  });

  it("count only what happened in a span of time", async () => {
    const { context, id } = await journey();
    const tomorrow = new Date(context.now.getTime() + DAY * 1_000).toISOString();
    expect(await stats(context, id, { since: tomorrow })).toMatchObject({ entered: 0 });
    const today = await stats(context, id, { until: tomorrow });
    expect(today).toMatchObject({ entered: 3, completed: 2 });
    expect(today.steps[0]).toMatchObject({ entered: 3, done: 3 });
  });

  it("let one person skip a step, or play it again, and record who did it", async () => {
    const { context, id } = await journey();
    const [gold] = (
      await listEntries(context, id, listEntriesQuerySchema.parse({ external_user_id: "gold" }))
    ).entries;
    const entryId = gold?.entry_id ?? "";
    const skipped = await skipEntry(context, id, entryId, null);
    expect(skipped).toMatchObject({ step: "send", waiting_for: "delivery" });
    expect(skipped.steps.map((visit) => visit.path)).toEqual(["yes", "skipped", null]);
    const again = await retryEntry(context, id, entryId);
    expect(again).toMatchObject({ step: "send", waiting_for: "delivery" });
    const { rows } = await pool().query(
      "SELECT status FROM deliveries WHERE canvas_entry_id = $1 ORDER BY created_at, status",
      [entryId],
    );
    expect(rows.map((row) => row.status).toSorted()).toEqual(["cancelled", "pending"]);
    const { rows: audit } = await pool().query(
      "SELECT action FROM audit_entries WHERE workspace_id = $1 AND action LIKE 'canvas.person%' ORDER BY at, action",
      [context.workspaceId],
    );
    expect(audit.map((row) => row.action).toSorted()).toEqual([
      "canvas.person_retried",
      "canvas.person_skipped",
    ]);
  });

  it("report nobody stuck, and somebody whom no worker would look at", async () => {
    const { context, id } = await journey();
    expect((await stuckReport(context, id)).stuck).toEqual([]);
    await pool().query(
      "UPDATE canvas_entries SET wake_at = NULL WHERE external_user_id = 'gold' AND canvas_id = $1",
      [id],
    );
    expect((await stuckReport(context, id)).stuck).toMatchObject([
      { external_user_id: "gold", step: "wait" },
    ]);
    expect(await stats(context, id)).toMatchObject({ stuck: 1 });
  });
});
