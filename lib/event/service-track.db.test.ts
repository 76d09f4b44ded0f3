import { describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { countStatements, createWorkspace } from "#lib/testing/factories.ts";
import { TrackBody } from "./schema.ts";
import { track } from "./service-track.ts";

useTestDatabase();

async function profileOf(context: Context, externalId: string): Promise<Record<string, unknown> | undefined> {
  const { rows } = await pool().query(
    "SELECT attributes, custom_attributes FROM profiles WHERE workspace_id = $1 AND external_id = $2",
    [context.workspaceId, externalId],
  );
  return rows[0];
}

async function countOf(table: string, context: Context): Promise<number> {
  const { rows } = await pool().query(`SELECT count(*)::int AS n FROM ${table} WHERE workspace_id = $1`, [
    context.workspaceId,
  ]);
  return rows[0].n;
}

describe("tracking", () => {
  it("creates the person, stores the event and enqueues its evaluation", async () => {
    const context = await createWorkspace();
    const answer = await track(
      context,
      TrackBody.parse({
        attributes: [{ external_id: "u1", first_name: "Zoë", tier: "gold" }],
        events: [
          {
            external_id: "u1",
            name: "flight_booked",
            time: "2026-11-24T10:00:00Z",
            properties: { note: 'a "quoted" word' },
          },
        ],
      }),
    );
    expect(answer).toEqual({ message: "success", attributes_processed: 1, events_processed: 1 });
    expect(await profileOf(context, "u1")).toEqual({
      attributes: { first_name: "Zoë" },
      custom_attributes: { tier: "gold" },
    });
    const { rows } = await pool().query(
      "SELECT data FROM pgboss.job WHERE name = 'events.evaluate' AND data->>'workspace_id' = $1",
      [context.workspaceId],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0].data).toMatchObject({
      events: [{ external_id: "u1", name: "flight_booked", properties: { note: 'a "quoted" word' } }],
      attribute_changes: [{ attribute: "first_name", to: "Zoë" }, { attribute: "tier" }],
    });
  });

  it("half of an emoji spoils only its own object, wherever it stands", async () => {
    const context = await createWorkspace();
    const half = "\ud83d";
    const answer = await track(
      context,
      TrackBody.parse({
        attributes: [
          { external_id: "u1", note: half },
          { external_id: "u1", [half]: 1 },
          { external_id: half, tier: "gold" },
          { email: `${half}@example.com`, tier: "gold" },
          { phone: `+1\u0000`, tier: "gold" },
          { braze_id: "a\u0000", tier: "gold" },
          { external_id: "u1", tier: "gold" },
        ],
        events: [
          { external_id: "u1", name: half },
          { external_id: "u1", name: "seen", properties: { text: half } },
          { external_id: "u1", name: "seen", event_id: half },
          { external_id: "u1", name: "seen", properties: { text: "🎉" } },
        ],
      }),
    );
    expect(answer).toMatchObject({ attributes_processed: 1, events_processed: 1 });
    expect(answer.errors?.map(({ input_array, index }) => `${input_array}.${index}`).toSorted()).toEqual([
      ...[0, 1, 2, 3, 4, 5].map((index) => `attributes.${index}`),
      ...[0, 1, 2].map((index) => `events.${index}`),
    ]);
  });

  it("takes an emoji at the place where the catalogue cuts its example", async () => {
    const context = await createWorkspace();
    const text = `${"x".repeat(78)}🎉${"x".repeat(20)}`;
    const answer = await track(
      context,
      TrackBody.parse({ events: [{ external_id: "u1", name: "emoji_example", properties: { text } }] }),
    );
    expect(answer).toMatchObject({ events_processed: 1 });
  });

  it("sends as many statements for 75 objects of each kind as for one", async () => {
    const context = await createWorkspace();
    const call = (size: number, prefix: string) =>
      TrackBody.parse({
        attributes: Array.from({ length: size }, (_, i) => ({ external_id: `${prefix}${i}`, points: i })),
        events: Array.from({ length: size }, (_, i) => ({
          external_id: `${prefix}${i}`,
          name: "seen",
          event_id: `${prefix}${i}`,
        })),
        purchases: Array.from({ length: size }, (_, i) => ({
          external_id: `${prefix}${i}`,
          product_id: "p",
          currency: "EUR",
          price: 1,
        })),
      });
    await track(context, call(1, "warm"));
    const one = await countStatements(() => track({ ...context, now: new Date() }, call(1, "a")));
    const many = await countStatements(() => track({ ...context, now: new Date() }, call(75, "b")));
    expect(many).toBe(one);
    expect(many).toBeLessThanOrEqual(12);
  });

  it("takes the good objects and names the bad ones", async () => {
    const context = await createWorkspace();
    const answer = await track(
      context,
      TrackBody.parse({
        attributes: [{ external_id: "u1", time_zone: "Mars/Base" }],
        events: [
          { external_id: "u1", name: "ok" },
          { name: "nobody" },
          { external_id: "u2", name: "late", time: "tomorrow" },
        ],
      }),
    );
    expect(answer.events_processed).toBe(1);
    expect(answer.errors?.map((error) => error.field)).toEqual([
      "events.1.external_id",
      "events.2.time",
      "attributes.0.time_zone",
    ]);
  });

  it("stores nothing when every object is wrong", async () => {
    const context = await createWorkspace();
    await expect(track(context, TrackBody.parse({ events: [{ external_id: "u1" }] }))).rejects.toMatchObject({
      status: 422,
    });
    expect(await countOf("profiles", context)).toBe(0);
  });

  it("counts an event id once", async () => {
    const context = await createWorkspace();
    const call = TrackBody.parse({ events: [{ external_id: "u1", name: "paid", event_id: "e1" }] });
    await track(context, call);
    await track(
      { ...context, now: new Date() },
      TrackBody.parse({ events: [{ external_id: "u1", name: "paid", event_id: "e1" }] }),
    );
    expect(await countOf("events", context)).toBe(1);
  });

  it("loses no count when twenty calls change the same person at once", async () => {
    const context = await createWorkspace();
    await Promise.all(
      Array.from({ length: 20 }, () =>
        track(context, TrackBody.parse({ attributes: [{ external_id: "u1", points: { inc: 1 } }] })),
      ),
    );
    expect(await profileOf(context, "u1")).toMatchObject({ custom_attributes: { points: 20 } });
  });

  it("never touches the same external id of another workspace", async () => {
    const [ours, theirs] = [await createWorkspace(), await createWorkspace()];
    await track(ours, TrackBody.parse({ attributes: [{ external_id: "u1", tier: "gold" }] }));
    await track(theirs, TrackBody.parse({ attributes: [{ external_id: "u1", tier: "silver" }] }));
    expect(await profileOf(ours, "u1")).toMatchObject({ custom_attributes: { tier: "gold" } });
  });

  it("creates nobody when told to update only", async () => {
    const context = await createWorkspace();
    await expect(
      track(
        context,
        TrackBody.parse({ attributes: [{ external_id: "ghost", _update_existing_only: true, a: 1 }] }),
      ),
    ).rejects.toMatchObject({ status: 422 });
    expect(await countOf("profiles", context)).toBe(0);
  });
});
