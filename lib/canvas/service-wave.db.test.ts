import { describe, expect, it } from "vitest";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { createSegmentSchema } from "#lib/segment/resource-schema.ts";
import { createSegment } from "#lib/segment/service.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { createCanvasSchema } from "./schema.ts";
import { canvasTriggerSchema } from "./send-schema.ts";
import { createCanvas, getCanvas } from "./service.ts";
import { launchCanvas, stopCanvas } from "./service-lifecycle.ts";
import { skipEntry } from "./service-people.ts";
import { triggerCanvas } from "./service-send.ts";
import { sweepCanvas } from "./service-sweep.ts";
import { moveDue } from "./service-timers.ts";
import { listEntries } from "./service-views.ts";

useTestDatabase();

const users = ["u1", "u2", "u3", "u4", "u5"];

async function launched(context: Context, input: Record<string, unknown>): Promise<string> {
  const body = createCanvasSchema.parse({ name: "J", entry: { type: "api_trigger" }, ...input });
  const { canvas_id: id } = await createCanvas(context, body);
  await launchCanvas(context, id);
  return id;
}

/** Everybody at a wait of a minute, from where another journey is started with what their variables say. */
async function waiting(): Promise<{ context: Context; id: string; due: Date }> {
  const context = await createWorkspace();
  const attributes = users.map((external_id) => ({ external_id }));
  await track(context, TrackBody.parse({ attributes }));
  const wait = { type: "delay", delay: { seconds: 60 } };
  const other = await launched(context, { steps: [{ ...wait, id: "end" }] });
  const start = {
    id: "start",
    type: "canvas",
    canvas_id: other,
    context: { x: "{{context.${x}}}" },
    next: null,
  };
  const id = await launched(context, { steps: [{ ...wait, id: "wait", next: "start" }, start] });
  const recipients = users.map((external_user_id) => ({
    external_user_id,
    context: { x: external_user_id },
  }));
  await triggerCanvas(context, canvasTriggerSchema.parse({ canvas_id: id, recipients }));
  return { context, id, due: new Date(context.now.getTime() + 61_000) };
}

async function outcomes(id: string) {
  const { rows } = await pool().query(
    "SELECT external_user_id AS who, state, reason FROM canvas_entries WHERE canvas_id = $1 ORDER BY 1",
    [id],
  );
  return rows;
}

const completed = (who: string) => ({ who, state: "completed", reason: "end" });

it("ends the one entry that cannot be stored, and moves everybody else", async () => {
  const { context, id, due } = await waiting();
  await pool().query(
    "UPDATE canvas_entries SET context = $2::json WHERE canvas_id = $1 AND external_user_id = 'u3'",
    [id, '{"x":"\\u0000"}'],
  );
  await moveDue(due);
  expect(await outcomes(id)).toEqual(
    users.map((who) => (who === "u3" ? { who, state: "failed", reason: "not_storable" } : completed(who))),
  );
  const { rows } = await pool().query(
    "SELECT count(*)::int AS jobs FROM pgboss.job WHERE name = 'canvas.enter' AND data->>'workspace_id' = $1",
    [context.workspaceId],
  );
  expect(rows).toEqual([{ jobs: 4 }]);
});

const MINUTE = 60_000;
const minutesOn = (due: Date, minutes: number) => new Date(due.getTime() + minutes * MINUTE);

async function wakeOf(id: string, who: string): Promise<{ wake: Date; failing: Date | null }> {
  const { rows } = await pool().query(
    "SELECT wake_at AS wake, failing_since AS failing FROM canvas_entries WHERE canvas_id = $1 AND external_user_id = $2",
    [id, who],
  );
  return rows[0];
}

describe("people whose version cannot be read here, by a worker older than it", () => {
  async function unreadable(): Promise<{
    context: Context;
    id: string;
    due: Date;
    mend: () => Promise<unknown>;
  }> {
    const { context, id, due } = await waiting();
    await pool().query(
      `WITH broken AS (
         INSERT INTO canvas_versions (id, workspace_id, canvas_id, number, definition, content_hash, created_at)
         SELECT gen_random_uuid(), $2, $1, 9, '{"steps":[{"type":"gone"}]}'::jsonb, 'x', now() RETURNING id)
       UPDATE canvas_entries SET version_id = broken.id FROM broken WHERE canvas_id = $1 AND external_user_id = 'u2'`,
      [id, context.workspaceId],
    );
    const mend = () =>
      pool().query(
        `UPDATE canvas_versions b SET definition = v.definition FROM canvas_versions v
          WHERE b.canvas_id = $1 AND b.number = 9 AND v.canvas_id = $1 AND v.number = 1`,
        [id],
      );
    return { context, id, due, mend };
  }

  it("wait for days without being ended, while everybody else moves; then they go on", async () => {
    const { id, due, mend } = await unreadable();
    await moveDue(due);
    const others = users.filter((who) => who !== "u2");
    const [first, held, ...rest] = await outcomes(id);
    expect(held).toEqual({ who: "u2", state: "active", reason: null });
    expect([first, ...rest]).toEqual(others.map(completed));
    const late = minutesOn(due, 3 * 24 * 60);
    await moveDue(late);
    expect(await wakeOf(id, "u2")).toEqual({ wake: minutesOn(late, 15), failing: due });
    await mend();
    await moveDue(minutesOn(late, 15));
    expect(await outcomes(id)).toEqual(users.map(completed));
  });

  it("leave when they are taken out", async () => {
    const { context, id, due } = await unreadable();
    await stopCanvas({ ...context, now: due }, id, "exit");
    await sweepCanvas(
      {
        workspace_id: context.workspaceId,
        canvas_id: id,
        exit_reason: "canvas_stopped",
        at: due.toISOString(),
      },
      due,
    );
    expect(await outcomes(id)).toEqual(
      users.map((who) => ({ who, state: "exited", reason: "canvas_stopped" })),
    );
  });
});

describe("people whose turn fails by a fault of ours", () => {
  /** Whoever reaches the split asks for a segment that refers to itself. */
  async function circle(): Promise<{
    context: Context;
    id: string;
    due: Date;
    mend: () => Promise<unknown>;
  }> {
    const context = await createWorkspace();
    await track(context, TrackBody.parse({ attributes: users.map((external_id) => ({ external_id })) }));
    const filter = { op: "and", filters: [{ type: "attribute", attribute: "n", op: "does_not_exist" }] };
    const { segment_id: segment } = await createSegment(
      context,
      createSegmentSchema.parse({ name: "S", filter }),
    );
    const store = (tree: object) => () =>
      pool().query("UPDATE segments SET filter = $2 WHERE id = $1", [segment, JSON.stringify(tree)]);
    const asks = { op: "and", filters: [{ type: "segment", op: "in", segment_id: segment }] };
    const steps = [
      { id: "wait", type: "delay", delay: { seconds: 60 }, next: "split" },
      { id: "split", type: "decision_split", filter: asks, yes: null, no: null },
    ];
    const id = await launched(context, { steps });
    const recipients = users.map((external_user_id) => ({ external_user_id }));
    await triggerCanvas(context, canvasTriggerSchema.parse({ canvas_id: id, recipients }));
    await store(asks)();
    return { context, id, due: new Date(context.now.getTime() + 61_000), mend: store(filter) };
  }

  const active = (who: string) => ({ who, state: "active", reason: null });

  it("are tried again, more and more rarely, and go on once it is mended", async () => {
    const { id, due, mend } = await circle();
    await moveDue(due);
    expect(await outcomes(id)).toEqual(users.map(active));
    expect(await wakeOf(id, "u1")).toEqual({ wake: minutesOn(due, 0.5), failing: due });
    await moveDue(minutesOn(due, 0.5));
    expect((await wakeOf(id, "u1")).wake).toEqual(minutesOn(due, 1));
    await moveDue(minutesOn(due, 60));
    expect(await wakeOf(id, "u1")).toEqual({ wake: minutesOn(due, 75), failing: due });
    await mend();
    await moveDue(minutesOn(due, 75));
    expect(await outcomes(id)).toEqual(users.map(completed));
    expect((await wakeOf(id, "u1")).failing).toBeNull();
  });

  it("are ended with the reason after hours", async () => {
    const { id, due } = await circle();
    await moveDue(due);
    await moveDue(minutesOn(due, 6 * 60));
    expect(await outcomes(id)).toEqual(
      users.map((who) => ({ who, state: "failed", reason: expect.stringMatching(/^error: ./) })),
    );
  });

  it("enter all the same, and take their first step when it is mended", async () => {
    const { context, id, due, mend } = await circle();
    const steps = (await getCanvas(context, id)).steps.slice(1);
    const other = await launched(context, { steps });
    const recipients = [{ external_user_id: "u1" }];
    const late = { ...context, now: due };
    await triggerCanvas(late, canvasTriggerSchema.parse({ canvas_id: other, recipients }));
    expect(await outcomes(other)).toEqual([active("u1")]);
    await mend();
    await moveDue(minutesOn(due, 0.5));
    expect(await outcomes(other)).toEqual([completed("u1")]);
  });

  it("are told so when it is tried by hand", async () => {
    const { context, id, due } = await circle();
    await moveDue(due);
    const { entries } = await listEntries(context, id, { limit: 1 });
    const again = skipEntry({ ...context, now: due }, id, entries[0]?.entry_id ?? "", null);
    await expect(again).rejects.toThrow();
    expect(await outcomes(id)).toEqual(users.map(active));
  });
});
