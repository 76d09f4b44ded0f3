import { Client } from "pg";
import { describe, expect, it } from "vitest";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { createSegment } from "#lib/segment/service.ts";
import { changeListMembers, createList } from "#lib/segment/service-lists.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { createCanvasSchema } from "./schema.ts";
import { createCanvas } from "./service.ts";
import { simulateCanvas } from "./service-simulate.ts";
import { type SimulateBody, simulateInputSchema } from "./simulate-schema.ts";

useTestDatabase();

const START = "2026-03-02T12:00:00.000Z";

async function people(context: Context, count: number): Promise<void> {
  const attributes = Array.from({ length: count }, (_, index) => ({
    external_id: `u${index}`,
    total_spend: index === 0 ? 142 : 42,
    first_name: `Zoë ${index}`,
  }));
  for (let at = 0; at < count; at += 75)
    await track(context, TrackBody.parse({ attributes: attributes.slice(at, at + 75) }));
}

async function journey(context: Context): Promise<string> {
  const vip = await createSegment(context, {
    name: "VIP",
    filter: {
      op: "and",
      filters: [{ type: "attribute", attribute: "total_spend", op: "greater_than_or_equal", value: 100 }],
    },
  });
  const input = createCanvasSchema.parse({
    name: "Welcome",
    entry: { type: "action", event: "signed_up", re_entry: { allowed: false } },
    exit_criteria: [{ event: "unsubscribed" }],
    steps: [
      {
        id: "create",
        type: "message",
        webhook: {
          url: "https://api.example.com/members",
          body: { type: "json", value: { name: "{{${first_name}}}", plan: "{{context.${plan}}}" } },
        },
        save_response_as: "member",
        on_failure: "branch",
        failure_next: null,
        next: "wait",
      },
      { id: "wait", type: "delay", delay: { seconds: 86_400 }, next: "mark" },
      {
        id: "mark",
        type: "user_update",
        attributes: { member_id: "{{context.${member}.json.id}}" },
        next: "booked",
      },
      {
        id: "booked",
        type: "action_paths",
        window_seconds: 3_600,
        groups: [{ event: "flight_booked", next: "vip" }],
        else: "vip",
      },
      {
        id: "vip",
        type: "decision_split",
        filter: { op: "and", filters: [{ type: "segment", segment_id: vip.segment_id }] },
        yes: "credit",
        no: null,
      },
      {
        id: "credit",
        type: "message",
        webhook: {
          url: "https://api.example.com/credit",
          body: { type: "json", value: { member: "{{custom_attribute.${member_id}}}" } },
        },
      },
    ],
  });
  return (await createCanvas(context, input)).canvas_id;
}

const simulate = (context: Context, id: string, input: SimulateBody) =>
  simulateCanvas(context, id, simulateInputSchema.parse({ start_at: START, ...input }));

describe("a simulation", () => {
  it("plays one person with assumed answers and injected events, and says why", async () => {
    const context = await createWorkspace();
    await people(context, 2);
    const id = await journey(context);
    const { people: runs } = await simulate(context, id, {
      external_user_ids: ["u0"],
      event_properties: { plan: "pro" },
      responses: [{ step: "create", status: 201, body: { id: 77 }, after_seconds: 2 }],
      events: [{ name: "flight_booked", at_seconds: 86_400 + 600 }],
    });
    const [run] = runs;
    expect(run?.state).toBe("completed");
    expect(run?.turns.map((turn) => `${turn.step} ${turn.path}`)).toEqual([
      "create next",
      "wait next",
      "mark next",
      "booked group:0",
      "vip yes",
      "credit next",
    ]);
    expect(JSON.parse(run?.turns[0]?.request?.body ?? "")).toEqual({ name: "Zoë 0", plan: "pro" });
    expect(run?.turns[1]?.left_at).toBe("2026-03-03T12:00:02.000Z");
    expect(run?.turns[3]?.reason).toBe('"flight_booked" happened');
    expect(run?.turns[4]?.reason).toContain("in segment “VIP”: yes (total_spend is at least 100: yes (142))");
    expect(JSON.parse(run?.turns[5]?.request?.body ?? "")).toEqual({ member: 77 });
  });

  it("takes the failure path for an answer that is final, and shows a filter that keeps somebody out", async () => {
    const context = await createWorkspace();
    await people(context, 2);
    const id = await journey(context);
    const failed = await simulate(context, id, {
      external_user_ids: ["u1"],
      responses: [{ step: "create", status: 404 }],
    });
    expect(failed.counts).toEqual({ create: { failure: 1 } });
    const { people: runs } = await simulate(context, id, { external_user_ids: ["u1"] });
    const split = runs[0]?.turns.find((turn) => turn.step === "vip");
    expect(split?.path).toBe("no");
    expect(split?.reason).toContain("total_spend is at least 100: no (42)");
  });

  it("stops where the clock stops, and leaves by an exit rule", async () => {
    const context = await createWorkspace();
    await people(context, 1);
    const id = await journey(context);
    const waiting = await simulate(context, id, { external_user_ids: ["u0"], until_seconds: 600 });
    expect(waiting.people[0]).toMatchObject({ state: "waiting" });
    expect(waiting.people[0]?.turns.at(-1)).toMatchObject({ step: "wait", left_at: null });
    const left = await simulate(context, id, {
      external_user_ids: ["u0"],
      events: [{ name: "unsubscribed", at_seconds: 600 }],
    });
    expect(left.people[0]).toMatchObject({ state: "exited", reason: "exit_criteria" });
  });

  it("counts the ways of a cohort and changes not one row", async () => {
    const context = await createWorkspace();
    await people(context, 120);
    const id = await journey(context);
    const before = await rowsOf(context.workspaceId);
    const statements: string[] = [];
    const { people: runs, counts } = await watched(statements, () =>
      simulate(context, id, { sample: 1_000 }),
    );
    expect(runs).toHaveLength(120);
    expect(counts.vip).toEqual({ yes: 1, no: 119 });
    expect(counts.credit).toEqual({ next: 1 });
    expect(await rowsOf(context.workspaceId)).toEqual(before);
    // Whatever else is in the database, and whoever else works in it: nothing that was asked writes.
    expect(statements.length).toBeGreaterThan(3);
    expect(statements.filter((text) => WRITES.test(text))).toEqual([]);
  });

  it("passes over ids that nobody has when asked to, and names them", async () => {
    const context = await createWorkspace();
    await people(context, 2);
    const id = await journey(context);
    const some = await simulate(context, id, {
      external_user_ids: ["u1", "ghost", "u0"],
      skip_unknown: true,
    });
    expect(some.people.map((run) => run.external_user_id)).toEqual(["u1", "u0"]);
    expect(some.unknown_user_ids).toEqual(["ghost"]);
    const nobody = simulate(context, id, { external_user_ids: ["ghost"], skip_unknown: true });
    await expect(nobody).rejects.toMatchObject({ errors: [{ code: "unknown_user" }] });
  });

  it("takes the first people of a list", async () => {
    const context = await createWorkspace();
    await people(context, 3);
    const id = await journey(context);
    const { list_id } = await createList(context, { name: "Invited" });
    await changeListMembers(context, list_id, { add: ["u1", "u2"], remove: [] });
    const { people: runs } = await simulate(context, id, { list_id, sample: 10 });
    expect(runs.map((run) => run.external_user_id).toSorted()).toEqual(["u1", "u2"]);
  });

  it("names a person who does not exist", async () => {
    const context = await createWorkspace();
    const id = await journey(context);
    await expect(simulate(context, id, { external_user_ids: ["ghost"] })).rejects.toMatchObject({
      errors: [{ code: "unknown_user", field: "external_user_ids.0" }],
    });
  });
});

const WRITES = /\b(insert|update|delete|truncate|merge|notify|nextval|lock)\b/i;

/** Notes what is asked of the database meanwhile. */
async function watched<Answer>(statements: string[], work: () => Promise<Answer>): Promise<Answer> {
  const original = Client.prototype.query;
  Client.prototype.query = function noted(this: unknown, ...args: unknown[]) {
    const [query] = args;
    statements.push(typeof query === "string" ? query : ((query as { text?: string }).text ?? ""));
    return Reflect.apply(original, this, args);
  } as typeof original;
  try {
    return await work();
  } finally {
    Client.prototype.query = original;
  }
}

/** All rows of the workspace, jobs included. Other rows may change meanwhile: the queue keeps house by itself. */
async function rowsOf(workspaceId: string): Promise<Record<string, string>> {
  const { rows } = await pool().query<{ name: string }>(
    `SELECT format('%I', table_name) AS name FROM information_schema.columns
      WHERE table_schema = 'public' AND column_name = 'workspace_id' ORDER BY 1`,
  );
  const sums = [
    ...rows.map(({ name }) => [name, `${name} t WHERE workspace_id = $1`]),
    ["jobs", "(SELECT id, name, data FROM pgboss.job) t WHERE data->>'workspace_id' = $1"],
  ];
  const seen: Record<string, string> = {};
  for (const [name = "", from = ""] of sums) {
    const { rows: found } = await pool().query<{ seen: string }>(
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') AS seen FROM ${from}`,
      [workspaceId],
    );
    seen[name] = found[0]?.seen ?? "";
  }
  return seen;
}
