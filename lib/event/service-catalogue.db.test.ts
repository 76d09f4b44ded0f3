import { describe, expect, it } from "vitest";
import { pool } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { TrackBody } from "./schema.ts";
import { changeEventName, eventCatalogue, listEventNames, listRejections } from "./service-catalogue.ts";
import { track } from "./service-track.ts";

useTestDatabase();

const seen = (names: string[]) =>
  TrackBody.parse({ events: names.map((name) => ({ external_id: "u1", name, properties: { points: 1 } })) });

describe("the event catalogue", () => {
  it("tells how often a name came, with which properties, and what listens to it", async () => {
    const context = await createWorkspace();
    await track(context, seen(["booked", "booked", "viewed"]));
    await pool().query(
      `INSERT INTO segments (id, workspace_id, name, filter, updated_at) VALUES ($1, $2, 'Flyers', $3, now())`,
      [
        newId(),
        context.workspaceId,
        { op: "and", filters: [{ op: "or", filters: [{ type: "event", event: "booked", op: "ever" }] }] },
      ],
    );
    const { events } = await eventCatalogue(context);
    const booked = events.find(({ name }) => name === "booked");
    expect(booked).toMatchObject({
      status: "active",
      properties: { points: { type: "number", example: 1 } },
      used_in: [{ type: "segment", name: "Flyers" }],
    });
    expect(booked?.volume).toEqual([...Array.from({ length: 13 }, () => 0), 2]);
    expect(events.find(({ name }) => name === "viewed")?.used_in).toEqual([]);
  });

  it("leaves hidden names out of completions but goes on taking their events", async () => {
    const context = await createWorkspace();
    await track(context, seen(["booked", "viewed"]));
    await changeEventName(context, "viewed", { status: "hidden" });
    expect((await listEventNames(context)).map(({ name }) => name)).toEqual(["booked"]);
    expect(await track(context, seen(["viewed"]))).toMatchObject({ events_processed: 1 });
  });

  it("refuses events of a blocked name with a reason, until it is allowed again", async () => {
    const context = await createWorkspace();
    await track(context, seen(["booked", "viewed"]));
    await changeEventName(context, "viewed", { status: "blocked" });
    expect(await track(context, seen(["booked", "viewed"]))).toMatchObject({
      events_processed: 1,
      errors: [{ code: "event_blocked", field: "events.1.name", message: 'The event "viewed" is blocked.' }],
    });
    await expect(track(context, seen(["viewed"]))).rejects.toThrow("is blocked");
    await changeEventName(context, "viewed", { status: "active" });
    expect(await track(context, seen(["viewed"]))).toMatchObject({ events_processed: 1 });
    await expect(changeEventName(context, "never seen", { status: "hidden" })).rejects.toThrow("no such");
  });

  it("lists what was not taken, the latest first, page by page", async () => {
    const context = await createWorkspace();
    const call = { events: [{ name: "booked" }, { external_id: "u1", name: "$odd" }] };
    await expect(track(context, TrackBody.parse(call))).rejects.toThrow();
    await track(
      { ...context, now: new Date(context.now.getTime() + 1_000) },
      TrackBody.parse({ attributes: [{ external_id: "u1", country: "France" }], events: [] }),
    ).catch(() => {});
    const first = await listRejections(context, { limit: 2 });
    const second = await listRejections(context, { limit: 2, cursor: first.next_cursor ?? "" });
    expect(
      [...first.rejections, ...second.rejections].map(({ kind, name, code }) => [kind, name, code]),
    ).toEqual(
      expect.arrayContaining([
        ["attributes", null, "invalid_attribute"],
        ["events", "booked", "missing_identifier"],
        ["events", "$odd", expect.any(String)],
      ]),
    );
    expect(first.rejections[0]?.kind).toBe("attributes");
    expect(second.next_cursor).toBeNull();
  });
});
