import { beforeEach, describe, expect, it } from "vitest";
import { evaluateEvents } from "#lib/campaign/service-evaluate.ts";
import { EVALUATE_EVENTS, type EvaluateEventsPayload } from "#lib/event/jobs.ts";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { launchedCampaign } from "#lib/testing/evaluating.ts";
import { countStatements, createWorkspace } from "#lib/testing/factories.ts";
import { createCanvasSchema } from "./schema.ts";
import { canvasTriggerSchema } from "./send-schema.ts";
import { createCanvas } from "./service.ts";
import { launchCanvas } from "./service-lifecycle.ts";
import { triggerCanvas } from "./service-send.ts";
import { moveDue } from "./service-timers.ts";

useTestDatabase();

const again = { allowed: true, after_seconds: 0 };
const webhook = { url: "https://api.example.com/hook" };
const send = (id: string, next: string | null = null) => ({ id, type: "message", webhook, next });

let context: Context;

beforeEach(async () => {
  context = await createWorkspace();
  await track(context, TrackBody.parse({ attributes: [{ external_id: "u1" }] }));
});

async function capAt(max: number, tag: string | null = null): Promise<void> {
  const caps = [{ max, within_seconds: 86_400, tag }];
  await pool().query("UPDATE workspaces SET settings = $2 WHERE id = $1", [
    context.workspaceId,
    JSON.stringify({ frequency_caps: caps }),
  ]);
}

async function journey(steps: unknown[], tags: string[] = []): Promise<string> {
  const entry = { type: "api_trigger", re_entry: again };
  const { canvas_id: id } = await createCanvas(
    context,
    createCanvasSchema.parse({ name: "J", entry, steps, tags }),
  );
  await launchCanvas(context, id);
  return id;
}

async function enter(id: string): Promise<void> {
  const recipients = [{ external_user_id: "u1" }];
  await triggerCanvas(context, canvasTriggerSchema.parse({ canvas_id: id, recipients }));
}

async function sent(): Promise<string[]> {
  const { rows } = await pool().query<{ text: string }>(
    "SELECT coalesce(reason, status) AS text FROM deliveries WHERE workspace_id = $1 ORDER BY created_at, id",
    [context.workspaceId],
  );
  return rows.map(({ text }) => text);
}

describe("somebody who had as many messages as the workspace allows", () => {
  it("goes on without a journey's next one, with the reason", async () => {
    await capAt(1);
    const id = await journey([send("one", "two"), send("two")]);
    await enter(id);
    await enter(id);
    expect(await sent()).toEqual(["pending", "frequency_capped"]);
    await moveDue(context.now);
    await moveDue(context.now);
    const { rows } = await pool().query(
      "SELECT e.state, m.step_id, m.path, m.reason FROM canvas_entries e JOIN canvas_moves m ON m.entry_id = e.id WHERE e.canvas_id = $1 ORDER BY m.seq",
      [id],
    );
    const capped = { state: "completed", path: "next", reason: "aborted: frequency_capped" };
    expect(rows).toEqual([
      { ...capped, step_id: "one" },
      { ...capped, step_id: "two" },
    ]);
  });

  it("gets more of what has no tag that is capped; campaigns with it count journeys with it", async () => {
    await capAt(1, "promo");
    const campaign = await launchedCampaign(
      context,
      { delivery: { type: "action", event: "x" }, tags: ["promo"] },
      context.now,
    );
    const [promo, other] = [await journey([send("a")], ["promo"]), await journey([send("a")])];
    for (const id of [promo, promo, other, other]) await enter(id);
    expect((await sent()).toSorted()).toEqual(["frequency_capped", "pending", "pending", "pending"]);
    const time = context.now.toISOString();
    await track(context, TrackBody.parse({ events: [{ external_id: "u1", name: "x", time }] }));
    const { rows: jobs } = await pool().query<{ data: EvaluateEventsPayload }>(
      "SELECT data FROM pgboss.job WHERE name = $1 AND data->>'workspace_id' = $2",
      [EVALUATE_EVENTS.name, context.workspaceId],
    );
    await evaluateEvents(
      context.workspaceId,
      jobs.map(({ data }) => data),
      context.now,
    );
    const { rows } = await pool().query("SELECT reason FROM deliveries WHERE campaign_id = $1", [campaign]);
    expect(rows).toEqual([{ reason: "frequency_capped" }]);
  });
});

it("costs a batch a few statements, however many people it is for", async () => {
  const id = await journey([send("a")]);
  const people = Array.from({ length: 20 }, (_, index) => ({ external_user_id: `p${index}` }));
  await track(
    context,
    TrackBody.parse({ attributes: people.map(({ external_user_id: external_id }) => ({ external_id })) }),
  );
  const body = canvasTriggerSchema.parse({ canvas_id: id, recipients: people });
  await triggerCanvas(context, body);
  const without = await countStatements(() => triggerCanvas(context, body));
  await capAt(1_000);
  await triggerCanvas(context, body);
  // Two; what a fresh connection asks for may come in between.
  expect(await countStatements(() => triggerCanvas(context, body))).toBeLessThanOrEqual(without + 4);
});
