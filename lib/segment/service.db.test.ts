import { describe, expect, it } from "vitest";
import { pool } from "#lib/platform/db.ts";
import { newId } from "#lib/platform/id.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import type { FilterTree } from "./filter.ts";
import {
  changeSegment,
  countAudience,
  createSegment,
  explainPerson,
  getSegment,
  listForClients,
  removeSegment,
  segmentPeople,
} from "./service.ts";
import { changeListMembers, createList, listLists, removeList } from "./service-lists.ts";
import { personMemberships } from "./service-person.ts";

useTestDatabase();

const gold: FilterTree = {
  op: "and",
  filters: [{ type: "attribute", attribute: "tier", op: "equals", value: "gold" }],
};
const within = (id: string): FilterTree => ({ op: "and", filters: [{ type: "segment", segment_id: id }] });

async function workspaceOf(tiers: string[]) {
  const context = await createWorkspace();
  for (const [index, tier] of tiers.entries()) {
    await pool().query(
      "INSERT INTO profiles (id, workspace_id, external_id, custom_attributes, random_bucket, updated_at) VALUES ($1, $2, $3, $4, 0, now())",
      [newId(), context.workspaceId, `user-${index}`, { tier }],
    );
  }
  return context;
}

describe("the memberships of one person", () => {
  it("are the segments that hold and the lists that name them", async () => {
    const context = await workspaceOf(["gold", "silver"]);
    const { segment_id } = await createSegment(context, { name: "Gold", filter: gold });
    await createSegment(context, { name: "Of gold", filter: within(segment_id) });
    const list = await createList(context, { name: "Fair" });
    await changeListMembers(context, list.list_id, { add: ["user-0", "ghost"], remove: [] });
    const names = async (externalId: string) => {
      const { segments, lists } = await personMemberships(context, externalId);
      return [...segments, ...lists].map(({ name }) => name);
    };
    expect(await names("user-0")).toEqual(["Gold", "Of gold", "Fair"]);
    expect(await names("user-1")).toEqual([]);
    await changeListMembers(context, list.list_id, { add: [], remove: ["user-0"] });
    expect(await names("user-0")).toEqual(["Gold", "Of gold"]);
  });
});

describe("lists", () => {
  it("have names of their own and stay while a segment asks for them", async () => {
    const context = await createWorkspace();
    const { list_id } = await createList(context, { name: "Fair" });
    await expect(createList(context, { name: "Fair" })).rejects.toThrow(
      'There is already a list named "Fair".',
    );
    const onList: FilterTree = { op: "or", filters: [{ type: "list", list_id }] };
    const { segment_id } = await createSegment(context, { name: "Visitors", filter: onList });
    await expect(removeList(context, list_id)).rejects.toThrow('The list is used by "Visitors".');
    await removeSegment(context, segment_id);
    await removeList(context, list_id);
    expect(await listLists(context)).toEqual({ lists: [] });
  });
});

describe("segments", () => {
  it("counts, samples and pages through the same people", async () => {
    const context = await workspaceOf(["gold", "silver", "gold", "gold"]);
    const { segment_id } = await createSegment(context, { name: "Gold", filter: gold });
    expect(await countAudience(context, { filter: within(segment_id), sample: 2 })).toMatchObject({
      count: 3,
      summary: "in segment “Gold”",
      people: [{ external_id: "user-0" }, { external_id: "user-2" }],
    });
    const first = await segmentPeople(context, segment_id, { limit: 2 });
    const second = await segmentPeople(context, segment_id, { limit: 2, cursor: first.next_cursor ?? "" });
    expect([...first.people, ...second.people].map((one) => one.external_id)).toEqual([
      "user-0",
      "user-2",
      "user-3",
    ]);
    expect(second.next_cursor).toBeNull();
  });

  it("tells for every rule what was seen", async () => {
    const context = await workspaceOf(["silver"]);
    const verdict = await explainPerson(context, { filter: gold, external_user_id: "user-0" });
    expect(verdict).toMatchObject({ matched: false, failures: ['tier is “gold”: no ("silver")'] });
  });

  it("names the circle that a change would close", async () => {
    const context = await createWorkspace();
    const first = await createSegment(context, { name: "First", filter: gold });
    const second = await createSegment(context, { name: "Second", filter: within(first.segment_id) });
    await expect(
      changeSegment(context, first.segment_id, { filter: within(second.segment_id) }),
    ).rejects.toMatchObject({
      status: 422,
      errors: [{ code: "segment_cycle", message: expect.stringContaining("First → Second → First") }],
    });
  });

  it("keeps a segment that another one refers to", async () => {
    const context = await createWorkspace();
    const { segment_id } = await createSegment(context, { name: "Used", filter: gold });
    await createSegment(context, { name: "User", filter: within(segment_id) });
    await expect(removeSegment(context, segment_id)).rejects.toMatchObject({ status: 409 });
  });

  it("refuses a name that is taken", async () => {
    const context = await createWorkspace();
    await createSegment(context, { name: "Once", filter: gold });
    await expect(createSegment(context, { name: "Once", filter: gold })).rejects.toMatchObject({
      status: 409,
    });
  });

  it("is told with the names of the variation and the step that its rules ask for", async () => {
    const context = await createWorkspace();
    const [campaign, canvas] = [newId(), newId()];
    await pool().query(
      "INSERT INTO campaigns (id, workspace_id, name, type, draft) VALUES ($1, $2, 'Spring', 'webhook', $3)",
      [campaign, context.workspaceId, { variations: [{ message_variation_id: "v-2", name: "Long" }] }],
    );
    await pool().query(
      "INSERT INTO canvases (id, workspace_id, name, draft) VALUES ($1, $2, 'Welcome', $3)",
      [canvas, context.workspaceId, { steps: [{ id: "push", name: "Say hello" }, { id: "mail" }] }],
    );
    const { segment_id: id } = await createSegment(context, {
      name: "Long or greeted",
      filter: {
        op: "or",
        filters: [
          { type: "received_campaign", op: "ever", campaign_id: campaign, variation_id: "v-2" },
          { type: "received_canvas", op: "ever", canvas_id: canvas, step_id: "push" },
        ],
      },
    });
    const view = await getSegment(context, id);
    expect(view.summary).toBe(
      "received campaign “Spring”, variation “Long” or received journey “Welcome”, step “Say hello”",
    );
    expect(view.names).toEqual({
      [campaign]: "Spring",
      "v-2": "Long",
      [canvas]: "Welcome",
      [`${canvas}/push`]: "Say hello",
    });
  });

  it("is invisible from another workspace", async () => {
    const context = await createWorkspace();
    const { segment_id } = await createSegment(context, { name: "Ours", filter: gold });
    const other = await createWorkspace();
    await expect(getSegment(other, segment_id)).rejects.toMatchObject({ status: 404 });
    expect(await listForClients(other, { page: 0, sort_direction: "asc" })).toMatchObject({ segments: [] });
  });
});
