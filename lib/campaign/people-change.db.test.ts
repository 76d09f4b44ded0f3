/** People who are erased, or merged with somebody, after they received something. */
import { beforeEach, describe, expect, it } from "vitest";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { eraseUsers, identifyUsers } from "#lib/profile/service-identity.ts";
import { identifyUsersSchema } from "#lib/profile/user-schema.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { deliveriesOf, launchedCampaign, refusals, trackAndEvaluate } from "#lib/testing/evaluating.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { createSampleSchema } from "./sample-schema.ts";
import { listSamples, saveSample } from "./service-samples.ts";

useTestDatabase();

const start = new Date("2026-03-10T12:00:00.000Z");
const later = (seconds: number): Date => new Date(start.getTime() + seconds * 1_000);
const alias = { alias_name: "c-1", alias_label: "crm" };
const anonymous = "alias:crm:c-1";
let context: Context;
let campaign: string;

beforeEach(async () => {
  context = await createWorkspace(start);
  campaign = await launchedCampaign(
    context,
    {
      delivery: { type: "action", event: "booked" },
      re_eligibility: { allowed: false },
      conversions: [{ event: "bought", window_seconds: 86_400 }],
    },
    start,
  );
});

const happen = (who: object, name: string, at: Date) =>
  trackAndEvaluate(context, { events: [{ ...who, name, time: at.toISOString() }] }, at);

const profileOf = async (externalId: string): Promise<string> =>
  (
    await pool().query("SELECT id FROM profiles WHERE workspace_id = $1 AND external_id = $2", [
      context.workspaceId,
      externalId,
    ])
  ).rows[0].id;

async function rowsOf(table: string): Promise<unknown[]> {
  const { rows } = await pool().query(
    `SELECT p.external_id FROM ${table} t LEFT JOIN profiles p ON p.id = t.profile_id WHERE t.workspace_id = $1`,
    [context.workspaceId],
  );
  return rows.map((row) => row.external_id);
}

describe("somebody who is erased", () => {
  it("leaves neither receipts nor conversions, nor their name anywhere", async () => {
    await track(
      context,
      TrackBody.parse({
        attributes: [{ external_id: "u1", email: "zoe@example.com" }, { external_id: "u2" }],
      }),
    );
    await happen({ external_id: "u1" }, "booked", later(1));
    await happen({ external_id: "u2" }, "booked", later(2));
    await happen({ external_id: "u1" }, "bought", later(60));
    for (const external_user_id of ["u1", "u2"])
      await saveSample(
        context,
        campaign,
        createSampleSchema.parse({ name: external_user_id, subject: { external_user_id } }),
      );
    const endpoint = newId();
    await pool().query(
      "INSERT INTO inbound_endpoints (id, workspace_id, name, token, scheme, mapping) VALUES ($1, $2, 'in', $1::uuid::text, 'none', '{}')",
      [endpoint, context.workspaceId],
    );
    await pool().query(
      `INSERT INTO inbound_calls (id, endpoint_id, received_at, status, headers, body)
       SELECT id, $2, $3, 'taken', '{}', body FROM unnest($1::uuid[], $4::text[]) AS t (id, body)`,
      [[newId(), newId()], endpoint, start, ['{"user":"u1"}', '{"user":"u2"}']],
    );
    const upload = newId();
    await pool().query(
      `INSERT INTO imports (id, workspace_id, name, created_at, mapping, columns) VALUES ($1, $2, 'a.csv', $3,
              '[{"column": 1, "target": "email", "type": "text"}]', '[{"column": 1, "heading": "E-mail", "samples": ["zoe@example.com"]}]')`,
      [upload, context.workspaceId, start],
    );
    await pool().query(
      `INSERT INTO import_refusals (import_id, line, cells, problems) VALUES ($1, 2, '{zoe@example.com,1}', '[]'), ($1, 3, '{x,zoe@example.com}', '[]')`,
      [upload],
    );
    const dispatch = newId();
    const alone = newId();
    await pool().query(
      `INSERT INTO dispatches (id, workspace_id, campaign_id, kind, scheduled_for, request) VALUES
              ($1, $3, $4, 'campaign_trigger', $5, '{"recipients": [{"external_user_id": "u1"}, {"external_user_id": "u2"}]}'),
              ($2, $3, $4, 'messages_send', $5, '{"external_user_ids": ["u1"]}')`,
      [dispatch, alone, context.workspaceId, campaign, later(86_400)],
    );
    expect(await rowsOf("campaign_conversions")).toEqual(["u1"]);

    expect(await eraseUsers(context, { external_ids: ["u1"] })).toBe(1);
    expect(await rowsOf("campaign_conversions")).toEqual([]);
    expect(await rowsOf("campaign_receipts")).toEqual(["u2"]);
    expect((await listSamples(context, campaign)).map(({ name }) => name)).toEqual(["u2"]);
    const { rows: calls } = await pool().query(
      "SELECT body FROM inbound_calls WHERE endpoint_id = $1 ORDER BY body",
      [endpoint],
    );
    expect(calls).toEqual([{ body: "" }, { body: '{"user":"u2"}' }]);
    const { rows: refused } = await pool().query("SELECT line FROM import_refusals WHERE import_id = $1", [
      upload,
    ]);
    // Where an e-mail address stands in another column it is somebody else's data.
    expect(refused).toEqual([{ line: 2 }]);
    const { rows: kept } = await pool().query(
      "SELECT i.columns, d.request, d.cancelled_at FROM imports i, dispatches d WHERE i.id = $1 AND d.id = $2",
      [upload, dispatch],
    );
    expect(kept).toEqual([
      {
        columns: [{ column: 1, heading: "E-mail", samples: [] }],
        request: { recipients: [{ external_user_id: "u2" }] },
        cancelled_at: null,
      },
    ]);
    const { rows: off } = await pool().query("SELECT request, cancelled_at FROM dispatches WHERE id = $1", [
      alone,
    ]);
    expect(off).toEqual([{ request: { external_user_ids: [] }, cancelled_at: start }]);
  });
});

describe("somebody who turns out to be a person who is known", () => {
  it("stays somebody who got it, reached the goal and is on the lists", async () => {
    await track(
      context,
      TrackBody.parse({ attributes: [{ external_id: "u1" }], events: [{ user_alias: alias, name: "seen" }] }),
    );
    await happen({ user_alias: alias }, "booked", later(1));
    await happen({ user_alias: alias }, "bought", later(60));
    await pool().query("INSERT INTO list_members (workspace_id, list_id, profile_id) VALUES ($1, $2, $3)", [
      context.workspaceId,
      newId(),
      await profileOf(anonymous),
    ]);
    await identifyUsers(
      context,
      identifyUsersSchema.parse({ aliases_to_identify: [{ external_id: "u1", user_alias: alias }] }),
    );
    for (const table of ["campaign_receipts", "campaign_conversions", "list_members"])
      expect(await rowsOf(table)).toEqual(["u1"]);
    await happen({ external_id: "u1" }, "booked", later(120));
    expect(await deliveriesOf(campaign)).toMatchObject([{ external_user_id: "u1" }]);
    expect(await refusals(campaign)).toEqual(["u1 not_eligible_until"]);
  });

  it("has received it as often as both together when both did", async () => {
    await track(
      context,
      TrackBody.parse({ attributes: [{ external_id: "u1" }, { user_alias: alias, a: 1 }] }),
    );
    await happen({ external_id: "u1" }, "booked", later(1));
    await happen({ user_alias: alias }, "booked", later(30));
    await happen({ user_alias: alias }, "bought", later(60));
    await identifyUsers(
      context,
      identifyUsersSchema.parse({ aliases_to_identify: [{ external_id: "u1", user_alias: alias }] }),
    );
    const { rows } = await pool().query(
      `SELECT r.received_count, r.last_received_at, c.variation_id = r.variation_id AS same FROM campaign_receipts r
         JOIN campaign_conversions c USING (campaign_id, profile_id) WHERE r.campaign_id = $1`,
      [campaign],
    );
    expect(rows).toEqual([{ received_count: 2, last_received_at: later(30), same: true }]);
  });
});

describe("somebody who gets a name", () => {
  it("keeps it in samples, reviews and the log of deliveries", async () => {
    await track(context, TrackBody.parse({ events: [{ user_alias: alias, name: "seen" }] }));
    await happen({ user_alias: alias }, "booked", later(1));
    const subject = { external_user_id: anonymous, event_properties: { fare: 1 } };
    await saveSample(context, campaign, createSampleSchema.parse({ name: "Somebody", subject }));
    const samples = [
      { messageId: "m", externalId: "other", reasons: [] },
      { messageId: "m", externalId: anonymous, reasons: ["edge"] },
    ];
    await pool().query(
      `INSERT INTO reviews (id, workspace_id, campaign_id, content_hash, samples, requested_by, created_at)
       VALUES ($1, $2, $3, '', $4::jsonb, '{}', $5)`,
      [newId(), context.workspaceId, campaign, JSON.stringify(samples), start],
    );
    await identifyUsers(
      context,
      identifyUsersSchema.parse({ aliases_to_identify: [{ external_id: "u9", user_alias: alias }] }),
    );
    expect((await listSamples(context, campaign))[0]?.subject).toEqual({
      ...subject,
      external_user_id: "u9",
    });
    expect(await deliveriesOf(campaign)).toMatchObject([{ external_user_id: "u9" }]);
    const { rows } = await pool().query("SELECT samples FROM reviews WHERE campaign_id = $1", [campaign]);
    expect(rows[0].samples).toEqual([samples[0], { ...samples[1], externalId: "u9" }]);
    await eraseUsers(context, { external_ids: ["u9"] });
    const { rows: after } = await pool().query("SELECT samples FROM reviews WHERE campaign_id = $1", [
      campaign,
    ]);
    expect(after[0].samples).toEqual([samples[0]]);
  });
});
