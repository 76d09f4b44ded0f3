import { describe, expect, it } from "vitest";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import type { PublishPeople, PublishPlanned } from "./jobs.ts";
import { publishInputSchema } from "./publish-schema.ts";
import { createCanvasSchema, patchCanvasSchema } from "./schema.ts";
import { canvasTriggerSchema } from "./send-schema.ts";
import { changeCanvas, createCanvas, getCanvas } from "./service.ts";
import { archiveCanvas, launchCanvas } from "./service-lifecycle.ts";
import { publishCanvas } from "./service-publish.ts";
import { cancelPublication, planPublication, publishPlanned } from "./service-publish-later.ts";
import { publishToPeople } from "./service-publish-people.ts";
import { triggerCanvas } from "./service-send.ts";

useTestDatabase();

const DAY = 86_400;
const wait = (id: string, seconds: number) => ({
  id,
  type: "delay" as const,
  delay: { seconds },
  next: null,
});
const later = (context: Context, seconds: number): Context => ({
  ...context,
  now: new Date(context.now.getTime() + seconds * 1_000),
});
const edit = (context: Context, id: string, seconds: number) =>
  changeCanvas(context, id, patchCanvasSchema.parse({ steps: [wait("wait", seconds)] }));
const rules = publishInputSchema.parse({ rules: [{ step: "wait", rule: "move" }], note: "longer" });

/** A live journey with one person at its wait of a day, and a draft with a wait of ten. */
async function changed(): Promise<{ context: Context; id: string; at: Date }> {
  const context = await createWorkspace();
  await track(context, TrackBody.parse({ attributes: [{ external_id: "u1" }] }));
  const input = { name: "Later", entry: { type: "api_trigger" }, steps: [wait("wait", DAY)] };
  const { canvas_id: id } = await createCanvas(context, createCanvasSchema.parse(input));
  await launchCanvas(context, id);
  const recipients = [{ external_user_id: "u1" }];
  await triggerCanvas(context, canvasTriggerSchema.parse({ canvas_id: id, recipients }));
  await edit(context, id, 10 * DAY);
  return { context, id, at: later(context, 3_600).now };
}

async function jobs<Payload>(name: string, canvasId: string): Promise<Payload[]> {
  const { rows } = await pool().query<{ data: Payload }>(
    "SELECT data FROM pgboss.job WHERE name = $1 AND data->>'canvas_id' = $2 AND state = 'created' ORDER BY created_on",
    [name, canvasId],
  );
  return rows.map((row) => row.data);
}

/** Works off the jobs of planned publications, as a worker does when they are due. */
async function due(id: string, now: Date): Promise<void> {
  for (const job of await jobs<PublishPlanned>("canvas.publish_planned", id)) await publishPlanned(job, now);
}

const numberOf = async (context: Context, id: string) => (await getCanvas(context, id)).live_version?.number;

describe("a publication at a later time", () => {
  it("makes the draft live as it was when it was planned, with the rules chosen then", async () => {
    const { context, id, at } = await changed();
    const planned = await planPublication(context, id, rules, at);
    expect(planned).toMatchObject({
      live_version: { number: 1 },
      planned_publication: { at: at.toISOString(), version: 2 },
    });
    await edit(context, id, 20 * DAY);
    await due(id, at);
    const answer = await getCanvas(context, id);
    expect(answer).toMatchObject({
      live_version: { number: 2 },
      planned_publication: null,
      has_unpublished_changes: true,
    });
    const [part] = await jobs<PublishPeople>("canvas.publish", id);
    if (part) await publishToPeople(part, at);
    const { rows } = await pool().query("SELECT wait_until FROM canvas_entries WHERE canvas_id = $1", [id]);
    expect(rows).toEqual([{ wait_until: later(context, 10 * DAY).now }]);
  });

  it("happens once, and not after it was called off, replaced, or overtaken by one at once", async () => {
    const { context, id, at } = await changed();
    await planPublication(context, id, rules, at);
    await cancelPublication(context, id);
    await due(id, at);
    expect(await numberOf(context, id)).toBe(1);
    await expect(cancelPublication(context, id)).rejects.toMatchObject({ status: 409 });
    await planPublication(context, id, rules, at);
    await planPublication(context, id, rules, later(context, 7_200).now);
    await due(id, at);
    const { planned_publication: left, live_version: live } = await getCanvas(context, id);
    // The one of two hours stands; its job came too early only in this test, and did its work.
    expect({ left, number: live?.number }).toEqual({ left: null, number: 4 });
    await edit(context, id, 30 * DAY);
    await planPublication(context, id, rules, at);
    await publishCanvas(context, id, rules);
    const now = await numberOf(context, id);
    await due(id, at);
    expect(await numberOf(context, id)).toBe(now);
  });

  it("refuses a time that has passed, and gives up quietly on a canvas that was archived", async () => {
    const { context, id, at } = await changed();
    await expect(planPublication(context, id, rules, context.now)).rejects.toMatchObject({
      errors: [{ code: "in_the_past", field: "at" }],
    });
    await planPublication(context, id, rules, at);
    await archiveCanvas(context, id);
    await due(id, at);
    expect(await getCanvas(context, id)).toMatchObject({ status: "archived", planned_publication: null });
  });
});
