import { describe, expect, it } from "vitest";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { addAliases, eraseUsers, identifyUsers } from "#lib/profile/service-identity.ts";
import { getUser, listUsers, sampleProfile } from "#lib/profile/service-users.ts";
import { identifyUsersSchema, listUsersQuerySchema } from "#lib/profile/user-schema.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { TrackBody } from "./schema.ts";
import { listEvents, userTimeline } from "./service-read.ts";
import { track } from "./service-track.ts";
import { changeUser, exportUser, exportUsers } from "./service-users.ts";
import { listEventsQuerySchema, timelineQuerySchema } from "./view-schema.ts";

useTestDatabase();

async function withPeople(): Promise<Context> {
  const context = await createWorkspace();
  await track(
    context,
    TrackBody.parse({
      attributes: [
        { external_id: "u1", first_name: "Zoë", email: "zoe@example.com", tier: "gold" },
        { external_id: "u2", first_name: "Ben", tier: "silver" },
        { external_id: "50%_off", tier: "gold" },
      ],
      events: [
        { external_id: "u1", name: "seen", time: "2026-11-01T10:00:00Z" },
        { external_id: "u1", name: "seen", time: "2026-11-02T10:00:00Z" },
      ],
      purchases: [{ external_id: "u1", product_id: "hat", currency: "EUR", price: 9.5 }],
    }),
  );
  return context;
}

async function insertDelivery(context: Context, status: string): Promise<string> {
  const user = await getUser(context, "u1");
  const id = newId();
  await pool().query(
    `INSERT INTO deliveries (id, workspace_id, profile_id, external_user_id, url, status, input, created_at)
     VALUES ($1, $2, $3, 'u1', 'https://a.example/u1', $4, '{"event":1}', $5)`,
    [id, context.workspaceId, user.user_id, status, context.now],
  );
  return id;
}

const list = (context: Context, query: Record<string, unknown>) =>
  listUsers(context, listUsersQuerySchema.parse(query));

describe("looking at people", () => {
  it("finds by id, e-mail, name and attribute, taking % and _ literally", async () => {
    const context = await withPeople();
    const idsOf = async (query: Record<string, unknown>) =>
      (await list(context, query)).users.map((user) => user.external_id).toSorted();
    expect(await idsOf({ search: "ZOE@" })).toEqual(["u1"]);
    expect(await idsOf({ search: "be" })).toEqual(["u2"]);
    expect(await idsOf({ search: "%" })).toEqual([]);
    expect(await idsOf({ search: "50%_" })).toEqual(["50%_off"]);
    expect(await idsOf({ attribute: "tier", value: "gold" })).toEqual(["50%_off", "u1"]);
  });

  it("walks every page once", async () => {
    const context = await withPeople();
    const first = await list(context, { limit: 2 });
    const second = await list(context, { limit: 2, cursor: first.next_cursor });
    expect(first.users).toHaveLength(2);
    expect(second.next_cursor).toBeNull();
    expect(new Set([...first.users, ...second.users].map((user) => user.external_id)).size).toBe(3);
  });

  it("shows nobody of another workspace", async () => {
    await withPeople();
    const other = await createWorkspace();
    expect((await list(other, {})).users).toEqual([]);
    await expect(getUser(other, "u1")).rejects.toMatchObject({ status: 404 });
    expect(await sampleProfile(other, {})).toBeNull();
  });

  it("draws somebody for a preview", async () => {
    expect(await sampleProfile(await withPeople(), {})).toMatchObject({ user_aliases: [] });
  });
});

describe("changing a person by hand", () => {
  it("keeps the rules of tracking", async () => {
    const context = await withPeople();
    const changed = await changeUser(context, "u1", { tier: null, points: { inc: 2 } });
    expect(changed.custom_attributes).toEqual({ points: 2 });
    await expect(changeUser(context, "u1", { country: "France" })).rejects.toMatchObject({ status: 422 });
    await expect(changeUser(context, "ghost", { a: 1 })).rejects.toMatchObject({ status: 404 });
  });

  it("cannot be pointed at somebody else", async () => {
    const context = await withPeople();
    await changeUser(context, "u1", { external_id: "u2", tier: "black" });
    expect((await getUser(context, "u2")).custom_attributes).toEqual({ tier: "silver" });
  });
});

describe("a timeline", () => {
  it("mixes events and deliveries, the latest first, page by page", async () => {
    const context = await withPeople();
    await insertDelivery(context, "delivered");
    const query = (cursor?: string | null) =>
      userTimeline(context, "u1", timelineQuerySchema.parse({ limit: 3, ...(cursor ? { cursor } : {}) }));
    const first = await query();
    const second = await query(first.next_cursor);
    const items = [...first.items, ...second.items];
    expect(items.map((item) => item.type).toSorted()).toEqual(["delivery", "event", "event", "purchase"]);
    expect(items.map((item) => item.at)).toEqual(
      items
        .map((item) => item.at)
        .toSorted()
        .toReversed(),
    );
  });
});

describe("editing by hand", () => {
  it("shows in the timeline which attributes were changed, and by whom, but not to what", async () => {
    const context = await withPeople();
    await changeUser(context, "u1", { tier: "platinum" });
    const { items } = await userTimeline(context, "u1", timelineQuerySchema.parse({}));
    expect(items.filter((item) => item.type === "edit")).toEqual([
      expect.objectContaining({ title: "test", properties: { attributes: ["tier"] } }),
    ]);
  });
});

describe("listing events", () => {
  it("filters by name and person", async () => {
    const context = await withPeople();
    const page = await listEvents(
      context,
      listEventsQuerySchema.parse({ name: "seen", external_user_id: "u1", limit: 1 }),
    );
    expect(page.events[0]).toMatchObject({ name: "seen", external_user_id: "u1" });
    expect(page.next_cursor).not.toBeNull();
  });
});

describe("exporting one person", () => {
  it("gives everything kept, over as many pages as it takes", async () => {
    const context = await withPeople();
    const events = Array.from({ length: 70 }, () => ({ external_id: "u1", name: "seen" }));
    for (let call = 0; call < 4; call += 1) await track(context, TrackBody.parse({ events }));
    const text = await new Response(await exportUser(context, "u1")).text();
    const { user, timeline } = JSON.parse(text);
    expect(user).toMatchObject({ external_id: "u1", email: "zoe@example.com" });
    expect(timeline).toHaveLength(283);
    expect(new Set(timeline.map((item: { id: string }) => item.id)).size).toBe(283);
  });
});

describe("exporting", () => {
  it("tells everything known, and who is not known", async () => {
    const context = await withPeople();
    const answer = await exportUsers(context, { external_ids: ["u1", "ghost"] });
    expect(answer.invalid_user_ids).toEqual(["ghost"]);
    expect(answer.users).toEqual([
      expect.objectContaining({
        external_id: "u1",
        email: "zoe@example.com",
        custom_attributes: { tier: "gold" },
        custom_events: [
          { name: "seen", first: "2026-11-01T10:00:00.000Z", last: "2026-11-02T10:00:00.000Z", count: 2 },
        ],
        purchases: [expect.objectContaining({ name: "hat", count: 1 })],
      }),
    ]);
  });
});

describe("erasing", () => {
  it("leaves nothing that tells about the person, and cancels what waits", async () => {
    const context = await withPeople();
    const waiting = await insertDelivery(context, "pending");
    expect(await eraseUsers(context, { external_ids: ["u1", "ghost"] })).toBe(1);
    await expect(getUser(context, "u1")).rejects.toMatchObject({ status: 404 });
    const { rows } = await pool().query(
      "SELECT status, reason, external_user_id, url, input FROM deliveries WHERE id = $1",
      [waiting],
    );
    expect(rows[0]).toEqual({
      status: "cancelled",
      reason: "user_deleted",
      external_user_id: null,
      url: null,
      input: {},
    });
    expect((await listEvents(context, listEventsQuerySchema.parse({}))).events).toEqual([]);
  });
});

describe("aliases", () => {
  const alias = { alias_name: "c-1", alias_label: "crm" };

  it("name a known person once", async () => {
    const context = await withPeople();
    const call = { user_aliases: [{ external_id: "u1", ...alias }] };
    expect(await addAliases(context, call)).toEqual({ message: "success", aliases_processed: 1 });
    expect((await addAliases(context, call)).errors?.[0]?.code).toBe("alias_taken");
    expect((await getUser(context, "u1")).user_aliases).toEqual([alias]);
  });

  it("become a new person under the external id", async () => {
    const context = await createWorkspace();
    await track(context, TrackBody.parse({ events: [{ user_alias: alias, name: "seen" }] }));
    const call = identifyUsersSchema.parse({
      aliases_to_identify: [{ external_id: "u9", user_alias: alias }],
    });
    expect((await identifyUsers(context, call)).aliases_processed).toBe(1);
    expect((await getUser(context, "u9")).user_aliases).toEqual([alias]);
  });

  it("never take the name of a person who is known", async () => {
    const context = await withPeople();
    await addAliases(context, { user_aliases: [{ ...alias, external_id: "u1" }] });
    const identify = (external_id: string) =>
      identifyUsers(
        context,
        identifyUsersSchema.parse({ aliases_to_identify: [{ external_id, user_alias: alias }] }),
      );
    const refused = { aliases_processed: 0, errors: [{ index: 0, code: "alias_of_known_user" }] };
    expect(await identify("u77")).toMatchObject(refused);
    expect(await identify("u2")).toMatchObject(refused);
    expect(await identify("u1")).toMatchObject({ aliases_processed: 1 });
    expect((await getUser(context, "u1")).user_aliases).toEqual([alias]);
  });

  it("merge into a person who exists, whose own values win", async () => {
    const context = await withPeople();
    await track(
      context,
      TrackBody.parse({
        attributes: [{ user_alias: alias, tier: "bronze", shoe: 42 }],
        events: [{ user_alias: alias, name: "clicked" }],
      }),
    );
    const call = identifyUsersSchema.parse({
      aliases_to_identify: [{ external_id: "u1", user_alias: alias }],
    });
    await identifyUsers(context, call);
    expect((await getUser(context, "u1")).custom_attributes).toEqual({ tier: "gold", shoe: 42 });
    const page = await listEvents(context, listEventsQuerySchema.parse({ name: "clicked" }));
    expect(page.events[0]?.external_user_id).toBe("u1");
  });
});
