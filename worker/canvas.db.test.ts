import { describe, expect, it } from "vitest";
import { createCanvasSchema } from "#lib/canvas/schema.ts";
import { canvasScheduleSchema } from "#lib/canvas/send-schema.ts";
import { createCanvas } from "#lib/canvas/service.ts";
import { launchCanvas } from "#lib/canvas/service-lifecycle.ts";
import { createCanvasSchedule } from "#lib/canvas/service-schedule.ts";
import { canvasStats } from "#lib/canvas/service-stats.ts";
import { entryRun, listEntries } from "#lib/canvas/service-views.ts";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { launchedCampaign } from "#lib/testing/evaluating.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { useWorker } from "#lib/testing/worker.ts";

useTestDatabase();
const running = useWorker();

const now = (context: Context): Context => ({ ...context, now: new Date() });
const seen = (path: string) => running.receiver.requests.filter((request) => request.url === path);
const did = (name: string, properties = {}) =>
  TrackBody.parse({ events: [{ external_id: "u1", name, properties }] });

async function launched(context: Context, definition: Record<string, unknown>): Promise<string> {
  const input = createCanvasSchema.parse({
    name: "Welcome",
    entry: { type: "action", event: "signed_up", re_entry: { allowed: false } },
    ...definition,
  });
  const { canvas_id: id } = await createCanvas(context, input);
  await launchCanvas(now(context), id);
  return id;
}

const entries = (context: Context, id: string) => listEntries(context, id, { limit: 50 });
const stateOf = async (context: Context, id: string) => (await entries(context, id)).entries[0]?.state;

describe("a person in a canvas", () => {
  it("waits, creates, waits for an event, and is credited with the id of the answer", async () => {
    const context = await createWorkspace();
    running.receiver.script("/create", [{ status: 201, headers: {}, body: '{"id": 77}' }]);
    const id = await launched(context, {
      steps: [
        { id: "wait", type: "delay", delay: { seconds: 0.25 }, next: "create" },
        {
          id: "create",
          type: "message",
          webhook: {
            url: `${running.receiver.url}/create`,
            body: { type: "json", value: { plan: "{{context.${plan}}}" } },
          },
          save_response_as: "member",
          next: "booked",
        },
        {
          id: "booked",
          type: "action_paths",
          window_seconds: 60,
          groups: [{ event: "flight_booked", next: "credit" }],
          else: null,
        },
        {
          id: "credit",
          type: "message",
          webhook: {
            url: `${running.receiver.url}/credit`,
            body: {
              type: "json",
              value: { member: "{{context.${member}.json.id}}", points: "{{event_properties.${points}}}" },
            },
          },
        },
      ],
    });
    await track(now(context), did("signed_up", { plan: "pro" }));
    await expect.poll(() => seen("/create").length, { timeout: 10_000 }).toBe(1);
    expect(JSON.parse(seen("/create")[0]?.body ?? "")).toEqual({ plan: "pro" });
    await track(now(context), did("flight_booked", { points: 5 }));
    await expect.poll(() => stateOf(context, id), { timeout: 10_000 }).toBe("completed");
    expect(JSON.parse(seen("/credit")[0]?.body ?? "")).toEqual({ member: 77, points: 5 });
    const [entry] = (await entries(context, id)).entries;
    const run = await entryRun(context, id, entry?.entry_id ?? "");
    expect(run.steps.map((visit) => `${visit.step} ${visit.path}`)).toEqual([
      "wait next",
      "create next",
      "booked group:0",
      "credit next",
    ]);
    expect(run.steps[1]?.delivery?.status).toBe("delivered");
    const stats = await canvasStats(context, id, {});
    expect(stats).toMatchObject({ entered: 1, inside: 0, completed: 1, stuck: 0 });
  });

  it("takes the other path when the window ends, changed as the update before said", async () => {
    const context = await createWorkspace();
    const id = await launched(context, {
      steps: [
        { id: "mark", type: "user_update", attributes: { tier: "{{context.${tier}}}" }, next: "split" },
        {
          id: "split",
          type: "decision_split",
          filter: {
            op: "and",
            filters: [{ type: "attribute", attribute: "tier", op: "equals", value: "gold" }],
          },
          yes: "wait",
          no: null,
        },
        { id: "wait", type: "action_paths", window_seconds: 0.3, groups: [{ event: "never" }], else: "late" },
        { id: "late", type: "message", webhook: { url: `${running.receiver.url}/late` } },
      ],
    });
    await track(now(context), did("signed_up", { tier: "gold" }));
    await track(now(context), did("signed_up", { tier: "gold" }));
    await expect.poll(() => stateOf(context, id), { timeout: 10_000 }).toBe("completed");
    expect(seen("/late")).toHaveLength(1);
    expect((await entries(context, id)).entries).toHaveLength(1);
  });

  it("leaves at once when an exit event happens", async () => {
    const context = await createWorkspace();
    const id = await launched(context, {
      exit_criteria: [{ event: "unsubscribed" }],
      steps: [
        { id: "wait", type: "delay", delay: { seconds: 600 }, next: "send" },
        { id: "send", type: "message", webhook: { url: `${running.receiver.url}/gone` } },
      ],
    });
    await track(now(context), did("signed_up"));
    await expect.poll(() => stateOf(context, id), { timeout: 10_000 }).toBe("active");
    await track(now(context), did("unsubscribed"));
    await expect.poll(() => stateOf(context, id), { timeout: 10_000 }).toBe("exited");
    expect(seen("/gone")).toHaveLength(0);
  });

  it("enters once a campaign was delivered", async () => {
    const context = await createWorkspace();
    const variations = [{ name: "A", webhook: { url: `${running.receiver.url}/campaign` } }];
    const campaign = await launchedCampaign(context, {
      variations,
      delivery: { type: "action", event: "signed_up" },
    });
    const id = await launched(context, {
      entry: { type: "action", triggers: [{ type: "campaign_received", campaign_id: campaign }] },
      steps: [{ id: "hello", type: "message", webhook: { url: `${running.receiver.url}/journey` } }],
    });
    await track(now(context), did("signed_up"));
    await expect.poll(() => stateOf(context, id), { timeout: 10_000 }).toBe("completed");
    expect([seen("/campaign").length, seen("/journey").length]).toEqual([1, 1]);
  });

  it("enters with the whole audience when a planned broadcast is due", async () => {
    const context = await createWorkspace();
    await track(context, TrackBody.parse({ attributes: [{ external_id: "u1" }, { external_id: "u2" }] }));
    const id = await launched(context, {
      entry: { type: "api_trigger" },
      steps: [{ id: "send", type: "message", webhook: { url: `${running.receiver.url}/planned` } }],
    });
    const schedule = { time: new Date(Date.now() + 1_500).toISOString() };
    const body = canvasScheduleSchema.parse({ canvas_id: id, broadcast: true, schedule });
    await createCanvasSchedule(now(context), body);
    await expect.poll(() => seen("/planned").length, { timeout: 20_000 }).toBe(2);
    expect((await entries(context, id)).entries).toHaveLength(2);
  });

  it("enters with everybody of the audience when the schedule of the canvas says so", async () => {
    const context = await createWorkspace();
    await track(context, TrackBody.parse({ attributes: [{ external_id: "u1" }, { external_id: "u2" }] }));
    const id = await launched(context, {
      entry: { type: "scheduled", start: "launch" },
      steps: [{ id: "send", type: "message", webhook: { url: `${running.receiver.url}/scheduled` } }],
    });
    await expect.poll(() => seen("/scheduled").length, { timeout: 20_000 }).toBe(2);
    expect((await entries(context, id)).entries).toHaveLength(2);
  });
});
