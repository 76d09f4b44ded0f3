import { expect, it } from "vitest";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { createCanvasSchema } from "./schema.ts";
import { canvasTriggerSchema } from "./send-schema.ts";
import { createCanvas } from "./service.ts";
import { launchCanvas } from "./service-lifecycle.ts";
import { triggerCanvas } from "./service-send.ts";
import { moveDue } from "./service-timers.ts";

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

it("ends those whose version cannot be read, and moves everybody else", async () => {
  const { context, id, due } = await waiting();
  await pool().query(
    `WITH broken AS (
       INSERT INTO canvas_versions (id, workspace_id, canvas_id, number, definition, content_hash, created_at)
       SELECT gen_random_uuid(), $2, $1, 9, '{"steps":[{"type":"gone"}]}'::jsonb, 'x', now() RETURNING id)
     UPDATE canvas_entries SET version_id = broken.id FROM broken WHERE canvas_id = $1 AND external_user_id = 'u2'`,
    [id, context.workspaceId],
  );
  await moveDue(due);
  const [first, broken, ...others] = await outcomes(id);
  expect(broken).toMatchObject({ who: "u2", state: "failed", reason: expect.stringMatching(/^error: /) });
  expect([first, ...others]).toEqual(users.filter((who) => who !== "u2").map(completed));
});
