/** People who are erased, merged or renamed while they are inside. */
import { describe, expect, it } from "vitest";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { eraseUsers, identifyUsers } from "#lib/profile/service-identity.ts";
import { getUser } from "#lib/profile/service-users.ts";
import { identifyUsersSchema } from "#lib/profile/user-schema.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { createCanvasSchema } from "./schema.ts";
import { canvasTriggerSchema } from "./send-schema.ts";
import { createCanvas } from "./service.ts";
import { launchCanvas } from "./service-lifecycle.ts";
import { triggerCanvas } from "./service-send.ts";
import { canvasStats } from "./service-stats.ts";
import { moveDue } from "./service-timers.ts";

useTestDatabase();

const start = new Date("2026-03-10T12:00:00Z");
const DAY_MS = 86_400_000;
const alias = { alias_name: "c-1", alias_label: "crm" };
const anonymous = "alias:crm:c-1";

const steps = [
  { id: "wait", type: "delay", delay: { seconds: 86_400 }, next: "update" },
  {
    id: "update",
    type: "user_update",
    attributes: { welcomed: true },
    events: [{ name: "was_welcomed" }],
    next: null,
  },
];

async function inside(externalIds: readonly string[]): Promise<{ context: Context; id: string }> {
  const context = await createWorkspace(start);
  await track(
    context,
    TrackBody.parse({
      attributes: [
        { external_id: "u1", email: "zoe@example.com" },
        { external_id: "u2" },
        { user_alias: alias, shoe: 42 },
      ],
    }),
  );
  const entry = { type: "api_trigger", re_entry: { allowed: false } };
  const { canvas_id: id } = await createCanvas(
    context,
    createCanvasSchema.parse({ name: "Welcome", entry, steps }),
  );
  await launchCanvas(context, id);
  await enter(context, id, externalIds);
  return { context, id };
}

async function enter(context: Context, id: string, externalIds: readonly string[]) {
  const recipients = externalIds.map((external_user_id) => ({ external_user_id, context: { code: "X1" } }));
  const { results = [] } = await triggerCanvas(
    context,
    canvasTriggerSchema.parse({ canvas_id: id, recipients }),
  );
  return results.map((result) => result.reason ?? result.status);
}

async function entries(id: string) {
  const { rows } = await pool().query(
    `SELECT e.external_user_id, e.state, e.reason, e.context, p.external_id AS person FROM canvas_entries e
       LEFT JOIN profiles p ON p.id = e.profile_id WHERE e.canvas_id = $1 ORDER BY e.external_user_id`,
    [id],
  );
  return rows;
}

const identify = (context: Context, external_id: string) =>
  identifyUsers(
    context,
    identifyUsersSchema.parse({ aliases_to_identify: [{ external_id, user_alias: alias }] }),
  );

describe("somebody who is erased", () => {
  it("leaves with a reason, is counted so, and nothing of them stays", async () => {
    const { context, id } = await inside(["u1", "u2"]);
    expect(await eraseUsers(context, { external_ids: ["u1"] })).toBe(1);
    expect(await entries(id)).toEqual([
      { external_user_id: "", state: "exited", reason: "user_deleted", context: {}, person: null },
      expect.objectContaining({ external_user_id: "u2", state: "active", person: "u2" }),
    ]);
    const stats = await canvasStats(context, id, {});
    expect(stats).toMatchObject({ entered: 2, inside: 1, exited: 1 });
    expect(stats.steps[0]).toMatchObject({ step: "wait", entered: 2, here: 1, left: 1 });
    const { rows } = await pool().query(
      "SELECT count(*)::int AS people FROM canvas_people WHERE canvas_id = $1",
      [id],
    );
    expect(rows).toEqual([{ people: 1 }]);
    await moveDue(new Date(start.getTime() + 2 * DAY_MS));
    expect((await canvasStats(context, id, {})).completed).toBe(1);
    await expect(getUser(context, "u1")).rejects.toMatchObject({ status: 404 });
  });
});

describe("somebody who turns out to be a person who is known", () => {
  it("goes on as that person, who does not enter again", async () => {
    const { context, id } = await inside([anonymous]);
    await identify(context, "u2");
    expect(await entries(id)).toEqual([
      expect.objectContaining({ external_user_id: "u2", state: "active", person: "u2" }),
    ]);
    expect(await enter(context, id, ["u2"])).toEqual(["not_eligible_until"]);
    await moveDue(new Date(start.getTime() + 2 * DAY_MS));
    expect((await getUser(context, "u2")).custom_attributes).toEqual({ shoe: 42, welcomed: true });
    expect((await canvasStats(context, id, {})).completed).toBe(1);
  });
});

describe("somebody who gets a name", () => {
  it("is updated under that name, and no second person comes into being", async () => {
    const { context, id } = await inside([anonymous]);
    await identify(context, "u9");
    expect(await entries(id)).toEqual([
      expect.objectContaining({ external_user_id: "u9", state: "active", person: "u9" }),
    ]);
    await moveDue(new Date(start.getTime() + 2 * DAY_MS));
    expect((await getUser(context, "u9")).custom_attributes).toEqual({ shoe: 42, welcomed: true });
    await expect(getUser(context, anonymous)).rejects.toMatchObject({ status: 404 });
    const { rows } = await pool().query(
      "SELECT p.external_id FROM events e JOIN profiles p ON p.id = e.profile_id WHERE e.workspace_id = $1 AND e.name = 'was_welcomed'",
      [context.workspaceId],
    );
    expect(rows).toEqual([{ external_id: "u9" }]);
  });
});
