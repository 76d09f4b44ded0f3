import { describe, expect, it } from "vitest";
import { pauseHost } from "#lib/host/service.ts";
import { inTransaction, pool } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { replayInputSchema } from "./replay-schema.ts";
import { deliveryHistogram, exportDeliveries, getDelivery, listDeliveries } from "./service.ts";
import { insertDeliveries } from "./service-enqueue.ts";
import {
  cancelReplay,
  getReplay,
  previewReplay,
  replayDeliveries,
  replayDelivery,
  runReplayPart,
} from "./service-replay.ts";

useTestDatabase();

/** Deliveries that failed a minute ago. */
async function failed(workspaceId: string, count: number, host = "a.example"): Promise<string[]> {
  const past = new Date(Date.now() - 60_000);
  const rows = Array.from({ length: count }, () => ({ id: newId(), workspaceId }));
  await inTransaction((sql) => insertDeliveries(sql, rows, past));
  const ids = rows.map((row) => row.id);
  await pool().query(
    `UPDATE deliveries SET status = 'failed', reason = 'exhausted_retries', host = $2, queued_at = NULL, next_attempt_at = NULL, finished_at = $3, attempts_count = 1
      WHERE id = ANY($1)`,
    [ids, host, past],
  );
  await pool().query(
    `INSERT INTO delivery_requests (delivery_id, created_at, method, url, headers)
     SELECT id, created_at, 'POST', 'https://' || host || '/', '[]' FROM deliveries WHERE id = ANY($1)`,
    [ids],
  );
  return ids;
}

const statusOf = async (ids: string[]) =>
  (
    await pool().query<{ status: string; n: number }>(
      "SELECT status, count(*)::int AS n FROM deliveries WHERE id = ANY($1) GROUP BY 1 ORDER BY 1",
      [ids],
    )
  ).rows;

const input = (given: object = {}) => replayInputSchema.parse(given);

describe("bulk replay", () => {
  it("P225 takes what failed in an outage although it was made before", async () => {
    const context = await createWorkspace();
    const [made = ""] = await failed(context.workspaceId, 2);
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    const madeAt = minutesAgo(300);
    await pool().query(
      "UPDATE deliveries SET created_at = $2, finished_at = $3, reason = 'outcome_unknown' WHERE id = $1",
      [made, madeAt, minutesAgo(10)],
    );
    await pool().query("UPDATE delivery_requests SET created_at = $2 WHERE delivery_id = $1", [made, madeAt]);
    await pool().query("UPDATE deliveries SET finished_at = $2 WHERE workspace_id = $3 AND id <> $1", [
      made,
      minutesAgo(60),
      context.workspaceId,
    ]);
    const outage = minutesAgo(30).toISOString();
    expect(await previewReplay(context, input({ since: outage }))).toMatchObject({
      count: 1,
      unknown_count: 0,
    });
    expect(await previewReplay(context, input({ failed_since: outage, skip_unknown: true }))).toMatchObject({
      count: 0,
      unknown_count: 0,
    });
    const asked = input({ failed_since: outage });
    expect(await previewReplay(context, asked)).toMatchObject({ count: 1, unknown_count: 1 });
    const replay = await replayDeliveries(context, asked);
    await runReplayPart(context.workspaceId, replay.replay_id, new Date());
    expect(await statusOf([made])).toEqual([{ status: "pending", n: 1 }]);
  });

  it("P225, P227 previews the count by host and sends the whole set in parts", async () => {
    const context = await createWorkspace();
    const ids = await failed(context.workspaceId, 700);
    await failed(context.workspaceId, 3, "b.example");
    expect(await previewReplay(context, input({ host: "a.example" }))).toMatchObject({
      count: 700,
      hosts_count: 1,
    });
    const replay = await replayDeliveries(context, input({ host: "a.example" }));
    expect(replay.total_count).toBe(700);
    await runReplayPart(context.workspaceId, replay.replay_id, new Date());
    expect(await getReplay(context, replay.replay_id)).toMatchObject({ status: "running", done_count: 500 });
    await runReplayPart(context.workspaceId, replay.replay_id, new Date());
    expect(await getReplay(context, replay.replay_id)).toMatchObject({ status: "finished", done_count: 700 });
    expect(await statusOf(ids)).toEqual([{ status: "pending", n: 700 }]);
  });

  it("sends nothing as it was that is no longer kept, alone or among others", async () => {
    const context = await createWorkspace();
    const [gone = "", kept = ""] = await failed(context.workspaceId, 2);
    await pool().query("DELETE FROM delivery_requests WHERE delivery_id = $1", [gone]);
    await expect(replayDelivery(context, gone)).rejects.toMatchObject({
      status: 409,
      errors: [{ code: "request_gone" }],
    });
    expect(await previewReplay(context, input())).toMatchObject({ count: 1, hosts_count: 1, gone_count: 1 });
    expect(await previewReplay(context, input({ version: "current" }))).toMatchObject({
      count: 2,
      gone_count: 0,
    });
    for (const given of [{}, { per_second: 100 }]) {
      const replay = await replayDeliveries({ ...context, now: new Date() }, input(given));
      await runReplayPart(context.workspaceId, replay.replay_id, new Date());
      await pool().query("UPDATE deliveries SET status = 'failed', finished_at = created_at WHERE id = $1", [
        kept,
      ]);
      expect(await getReplay(context, replay.replay_id)).toMatchObject({ total_count: 1, done_count: 1 });
    }
    const copy = await replayDelivery(context, gone, "current");
    expect(copy).toMatchObject({ status: "pending", attempts_count: 0 });
  });

  it("P226 leaves out what failed after it was started", async () => {
    const context = await createWorkspace();
    await failed(context.workspaceId, 2);
    const replay = await replayDeliveries(context, input());
    const late = await failed(context.workspaceId, 1);
    await pool().query("UPDATE deliveries SET finished_at = now() + interval '1 second' WHERE id = ANY($1)", [
      late,
    ]);
    await runReplayPart(context.workspaceId, replay.replay_id, new Date());
    expect(await getReplay(context, replay.replay_id)).toMatchObject({ status: "finished", done_count: 2 });
    expect(await statusOf(late)).toEqual([{ status: "failed", n: 1 }]);
  });

  it("spaces the deliveries as the rate asks", async () => {
    const context = await createWorkspace();
    const ids = await failed(context.workspaceId, 20);
    const replay = await replayDeliveries(context, input({ per_second: 2 }));
    const now = new Date();
    await runReplayPart(context.workspaceId, replay.replay_id, now);
    const { rows } = await pool().query<{ at: Date }>(
      "SELECT next_attempt_at AS at FROM deliveries WHERE id = ANY($1) AND status = 'pending' ORDER BY 1",
      [ids],
    );
    expect(rows.map((row) => row.at.getTime() - now.getTime())).toEqual([0, 500, 1000, 1500, 2000, 2500]);
  });

  it("P227 sends no more once it is cancelled", async () => {
    const context = await createWorkspace();
    const ids = await failed(context.workspaceId, 4);
    const replay = await replayDeliveries(context, input());
    await cancelReplay(context, replay.replay_id);
    await runReplayPart(context.workspaceId, replay.replay_id, new Date());
    expect(await getReplay(context, replay.replay_id)).toMatchObject({ status: "cancelled", done_count: 0 });
    expect(await statusOf(ids)).toEqual([{ status: "failed", n: 4 }]);
    await expect(cancelReplay(context, replay.replay_id)).rejects.toThrow(/cancelled already/);
  });

  it("makes new deliveries when the current version is asked for", async () => {
    const context = await createWorkspace();
    const [id = ""] = await failed(context.workspaceId, 1);
    const copy = await replayDelivery(context, id, "current");
    expect(copy.delivery_id).not.toBe(id);
    expect(copy).toMatchObject({ status: "pending", attempts_count: 0 });
    expect(await statusOf([id])).toEqual([{ status: "failed", n: 1 }]);
  });

  it("knows nothing of other workspaces", async () => {
    const context = await createWorkspace();
    const other = await createWorkspace();
    await failed(other.workspaceId, 2);
    expect(await previewReplay(context, input())).toMatchObject({ count: 0 });
  });
});

describe("one replay", () => {
  it("P222 asked for twice at once runs once", async () => {
    const context = await createWorkspace();
    const [id = ""] = await failed(context.workspaceId, 1);
    const asked = await Promise.allSettled([replayDelivery(context, id), replayDelivery(context, id)]);
    expect(asked.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const refused = asked.find((one) => one.status === "rejected");
    expect(refused?.reason).toMatchObject({ status: 409 });
  });

  it("P223 to a host that is paused is taken, and waits where everybody can see it", async () => {
    const context = await createWorkspace();
    const [id = ""] = await failed(context.workspaceId, 1);
    await pauseHost(context, "a.example", null);
    expect(await replayDelivery(context, id)).toMatchObject({ status: "pending" });
  });
});

it("P230 what was cancelled is swept in by no replay that does not name it", async () => {
  const context = await createWorkspace();
  const [cancelled = ""] = await failed(context.workspaceId, 2);
  await pool().query("UPDATE deliveries SET status = 'cancelled' WHERE id = $1", [cancelled]);
  expect(await previewReplay(context, input())).toMatchObject({ count: 1 });
  const replay = await replayDeliveries(context, input());
  await runReplayPart(context.workspaceId, replay.replay_id, new Date());
  expect(await statusOf([cancelled])).toEqual([{ status: "cancelled", n: 1 }]);
});

describe("the log", () => {
  it("counts by time and status for the same filters as the list", async () => {
    const context = await createWorkspace();
    const [id] = await failed(context.workspaceId, 5);
    await failed(context.workspaceId, 2, "b.example");
    const { buckets, truncated } = await deliveryHistogram(context, { host: "a.example" });
    expect(truncated).toBe(false);
    expect(buckets.reduce((sum, bucket) => sum + (bucket.counts.failed ?? 0), 0)).toBe(5);
    const query = { limit: 50, ...(id ? { delivery_id: id } : {}) };
    expect((await listDeliveries(context, query)).deliveries).toHaveLength(1);
  });

  it("B30 shows the newest of very many attempts, in the order they were made", async () => {
    const context = await createWorkspace();
    const [id = ""] = await failed(context.workspaceId, 1);
    await pool().query(
      `INSERT INTO attempts (delivery_id, workspace_id, number, started_at, duration_ms, status_code, outcome)
       SELECT $1, $2, n, now(), 5, 503, 'backoff' FROM generate_series(1, 203) AS n`,
      [id, context.workspaceId],
    );
    const numbers = (await getDelivery(context, id)).attempts.map((attempt) => attempt.number);
    expect([numbers.length, numbers[0], numbers.at(-1)]).toEqual([200, 4, 203]);
  });

  it("exports every match as one line each", async () => {
    const context = await createWorkspace();
    await failed(context.workspaceId, 1_203);
    const text = await new Response(exportDeliveries(context, {})).text();
    const lines = text.trim().split("\n");
    expect(new Set(lines.map((line) => JSON.parse(line).delivery_id)).size).toBe(1_203);
  });
});
