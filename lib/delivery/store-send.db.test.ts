import { beforeEach, describe, expect, it } from "vitest";
import { pool } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import type { SettledAttempt, Settlement } from "./settlement.ts";
import { loadForSending, settle } from "./store-send.ts";

useTestDatabase();

const now = new Date();
const before = ago(60_000);
let workspaceId: string;

beforeEach(async () => {
  ({ workspaceId } = await createWorkspace());
});

it("loads a delivery for the job it was put into last, not for one that is still open from before", async () => {
  const id = await owed({ queued_at: now });
  expect(await loadForSending([id], before)).toEqual([]);
  expect(await loadForSending([id], now)).toMatchObject([{ id, queued_at: now }]);
  expect(await loadForSending([id], null)).toMatchObject([{ id }]);
});

describe("an outcome that comes late", () => {
  it("leaves why and when a delivery was cancelled, unless it was delivered", async () => {
    const id = await owed({ status: "cancelled", reason: "campaign_stopped", finished_at: before });
    await write(failing(id, attempt(1)));
    expect(await stored(id)).toMatchObject({
      status: "cancelled",
      reason: "campaign_stopped",
      finished_at: before,
    });
    await write(delivered(id, attempt(2)));
    expect(await stored(id)).toMatchObject({ status: "delivered", reason: null, finished_at: now });
  });

  it("takes nothing back from what another worker delivered, and is told as late", async () => {
    const id = await owed({ queued_at: before });
    expect(await write(delivered(id, attempt(1)))).toEqual([]);
    expect(await write(failing(id, attempt(1)))).toEqual([id]);
    expect(await stored(id)).toMatchObject({ status: "delivered", next_attempt_at: null, attempts_count: 2 });
    expect(await attemptsOf(id)).toEqual([
      [1, "done"],
      [2, "backoff"],
    ]);
  });

  it("leaves a delivery in the job it is in by now", async () => {
    const id = await owed({ queued_at: now });
    await write({ ...failing(id, null), queuedAt: before });
    await write({ ...failing(id, attempt(1)), queuedAt: before });
    expect(await stored(id)).toMatchObject({ status: "pending", queued_at: now });
  });

  it("of a delivery that was paused on the wire still ends it", async () => {
    const id = await owed({ status: "held", reason: "campaign_paused" });
    await write({ ...failing(id, attempt(1)), status: "failed", reason: "rejected", nextAttemptAt: null });
    expect(await stored(id)).toMatchObject({ status: "failed", reason: "rejected" });
  });
});

it("counts an attempt once that is written down twice because the end of a statement was not heard of", async () => {
  const id = await owed({ queued_at: before });
  const outcome = failing(id, attempt(1));
  await write(outcome);
  const once = await stored(id);
  await write(outcome);
  expect(await stored(id)).toEqual(once);
  expect(await attemptsOf(id)).toHaveLength(1);
});

function ago(ms: number): Date {
  return new Date(now.getTime() - ms);
}

async function owed(columns: Record<string, unknown>): Promise<string> {
  const row = { id: newId(), workspace_id: workspaceId, status: "pending", created_at: before, ...columns };
  const names = Object.keys(row);
  await pool().query(
    `INSERT INTO deliveries (${names.join(", ")}) VALUES (${names.map((_, index) => `$${index + 1}`).join(", ")})`,
    Object.values(row),
  );
  return row.id;
}

async function write(outcome: Settlement): Promise<string[]> {
  return [...(await settle(pool(), [outcome], "w", now))];
}

function failing(id: string, made: SettledAttempt | null): Settlement {
  return {
    id,
    workspaceId,
    queuedAt: before,
    createdAt: before,
    replayed: false,
    campaignId: null,
    canvasEntryId: null,
    status: "retrying",
    reason: "retry",
    nextAttemptAt: new Date(now.getTime() + 1_000),
    nextReason: "retry",
    host: "api.example.com",
    url: null,
    budget: 1,
    attempt: made,
    parked: null,
  };
}

function delivered(id: string, made: SettledAttempt): Settlement {
  const attempt = { ...made, outcome: "done", startedAt: ago(500) };
  return { ...failing(id, attempt), status: "delivered", reason: null, nextAttemptAt: null };
}

function attempt(number: number): SettledAttempt {
  return {
    number,
    kind: "automatic",
    startedAt: ago(1_000),
    durationMs: 5,
    timings: { wait_ms: 0, first_byte_ms: 1, total_ms: 1 },
    statusCode: 500,
    errorClass: null,
    errorMessage: null,
    responseHeaders: {},
    responseBody: "",
    responseTruncated: false,
    outcome: "backoff",
    rule: null,
  };
}

async function stored(id: string): Promise<unknown> {
  const { rows } = await pool().query(
    "SELECT status, reason, queued_at, next_attempt_at, attempts_count, budget_used, finished_at FROM deliveries WHERE id = $1",
    [id],
  );
  return rows[0];
}

async function attemptsOf(id: string): Promise<unknown[]> {
  const { rows } = await pool().query<{ number: number; outcome: string }>(
    "SELECT number, outcome FROM attempts WHERE delivery_id = $1 ORDER BY number",
    [id],
  );
  return rows.map(({ number, outcome }) => [number, outcome]);
}
