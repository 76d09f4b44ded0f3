import { describe, expect, it } from "vitest";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { type CreateCanvasInput, createCanvasSchema } from "./schema.ts";
import { canvasTriggerSchema } from "./send-schema.ts";
import { createCanvas } from "./service.ts";
import { launchCanvas, pauseCanvas } from "./service-lifecycle.ts";
import { liveCanvases } from "./service-live.ts";
import { triggerCanvas } from "./service-send.ts";

useTestDatabase();

const steps = [{ id: "wait", type: "delay" as const, delay: { seconds: 86_400 }, next: null }];
const people = ["u1", "u2", "u3", "u4"];

async function launched(entry: CreateCanvasInput["entry"]): Promise<{ context: Context; id: string }> {
  const context = await createWorkspace();
  await track(context, TrackBody.parse({ attributes: people.map((external_id) => ({ external_id })) }));
  const body = createCanvasSchema.parse({ name: "Limits", entry, steps });
  const { canvas_id: id } = await createCanvas(context, body);
  await launchCanvas(context, id);
  return { context, id };
}

async function enter(context: Context, id: string, ids = people): Promise<(string | undefined)[]> {
  const recipients = ids.map((external_user_id) => ({ external_user_id }));
  const body = canvasTriggerSchema.parse({ canvas_id: id, recipients });
  const { results = [] } = await triggerCanvas(context, body);
  return results.map((result) => result.reason ?? result.status);
}

describe("a limit of entries", () => {
  it("is used up by those who may enter, not by those who have been inside before", async () => {
    const { context, id } = await launched({
      type: "api_trigger",
      re_entry: { allowed: false },
      limit: { per_run: 2 },
    });
    const limited = "entry_limit_reached";
    expect(await enter(context, id)).toEqual(["accepted", "accepted", limited, limited]);
    const inside = "not_eligible_until";
    expect(await enter(context, id)).toEqual([inside, inside, "accepted", "accepted"]);
    expect(await enter(context, id)).toEqual([inside, inside, inside, inside]);
  });

  it("is not exceeded by calls that come at the same moment", async () => {
    const { context, id } = await launched({
      type: "api_trigger",
      re_entry: { allowed: false },
      limit: { per_day: 2 },
    });
    const answers = await Promise.all(people.map((who) => enter(context, id, [who])));
    expect(answers.flat().filter((answer) => answer === "accepted")).toHaveLength(2);
    const { rows } = await pool().query(
      "SELECT count(*)::int AS n FROM canvas_entries WHERE canvas_id = $1",
      [id],
    );
    expect(rows).toEqual([{ n: 2 }]);
  });

  it("is used up once by somebody who comes twice at once", async () => {
    const { context, id } = await launched({
      type: "api_trigger",
      re_entry: { allowed: true, after_seconds: 60 },
      limit: { total: 2 },
    });
    expect(await enter(context, id, ["u1", "u1", "u2", "u3"])).toEqual([
      "accepted",
      "not_eligible_until",
      "accepted",
      "entry_limit_reached",
    ]);
  });
});

describe("what workers know of live canvases", () => {
  it("follows a pause whose moment lies before a change they have seen already", async () => {
    const { context, id } = await launched({ type: "api_trigger" });
    const saved = new Date(context.now.getTime() + 5_000);
    await pool().query("UPDATE canvases SET updated_at = $2 WHERE id = $1", [id, saved]);
    expect((await liveCanvases(context.workspaceId)).map(({ status }) => status)).toEqual(["active"]);
    await pauseCanvas(context, id);
    await pool().query("UPDATE canvases SET updated_at = $2 WHERE id = $1", [id, saved]);
    expect((await liveCanvases(context.workspaceId)).map(({ status }) => status)).toEqual(["paused"]);
  });
});
