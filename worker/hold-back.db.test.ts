import { expect, it } from "vitest";
import { pauseCampaign, resumeCampaign } from "#lib/campaign/service-lifecycle.ts";
import { TrackBody } from "#lib/event/schema.ts";
import { track } from "#lib/event/service-track.ts";
import type { Context } from "#lib/platform/context.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { deliveriesOf, launchedCampaign } from "#lib/testing/evaluating.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { useWorker } from "#lib/testing/worker.ts";

useTestDatabase();
const running = useWorker();

const seen = (path: string) => running.receiver.requests.filter((request) => request.url === path).length;
const tell = (context: Context, body: Record<string, unknown>) =>
  track({ ...context, now: new Date() }, TrackBody.parse(body));
const booked = { events: [{ external_id: "u1", name: "booked" }] };
const message = (path: string) => ({
  variations: [{ name: "A", webhook: { url: `${running.receiver.url}${path}` } }],
});
const outcome = async (id: string) => {
  const [row] = await deliveriesOf(id);
  return row && (row.reason ?? row.status);
};
const gold = { op: "and", filters: [{ type: "attribute", attribute: "tier", op: "equals", value: "gold" }] };

it.each([
  ["aborted for who left the audience", {}, "user_not_in_segment"],
  ["sent all the same when the audience is not checked again", { recheck_audience: false }, "delivered"],
])("a delayed message is %s", async (_name, extra, expected) => {
  const context = await createWorkspace();
  const delivery = { type: "action", event: "booked", delay_seconds: 1, ...extra };
  const id = await launchedCampaign(context, { ...message("/left"), delivery, audience: gold });
  await tell(context, { attributes: [{ external_id: "u1", tier: "gold" }], ...booked });
  await expect.poll(() => outcome(id), { timeout: 10_000 }).toBe("pending");
  await tell(context, { attributes: [{ external_id: "u1", tier: "silver" }] });
  await expect.poll(() => outcome(id), { timeout: 10_000 }).toBe(expected);
});

it("an exception event calls a delayed message off although nobody evaluated it in time", async () => {
  const context = await createWorkspace();
  const delivery = {
    type: "action",
    event: "booked",
    delay_seconds: 1,
    exception_events: [{ event: "cancelled" }],
  };
  const id = await launchedCampaign(context, { ...message("/off"), delivery });
  await tell(context, booked);
  await expect.poll(() => outcome(id), { timeout: 10_000 }).toBe("pending");
  await pool().query(
    `INSERT INTO events (id, workspace_id, profile_id, name, time, received_at)
     SELECT 'ffffffff-ffff-7fff-8fff-ffffffffffff', workspace_id, id, 'cancelled', now(), now() FROM profiles WHERE workspace_id = $1`,
    [context.workspaceId],
  );
  await expect.poll(() => outcome(id), { timeout: 10_000 }).toBe("exception_event");
  expect(seen("/off")).toBe(0);
});

it("a paused campaign sends nothing until it goes on, and remembers when it sent", async () => {
  const context = await createWorkspace();
  const delivery = { type: "action", event: "booked", delay_seconds: 0.5 };
  const id = await launchedCampaign(context, { ...message("/paused"), delivery });
  await tell(context, booked);
  await expect.poll(() => outcome(id), { timeout: 10_000 }).toBe("pending");
  await pauseCampaign({ ...context, now: new Date() }, id);
  await expect.poll(() => outcome(id), { timeout: 10_000 }).toBe("campaign_paused");
  expect(seen("/paused")).toBe(0);
  await resumeCampaign({ ...context, now: new Date() }, id);
  await expect.poll(() => seen("/paused"), { timeout: 10_000 }).toBe(1);
  const sent = async () =>
    (await pool().query("SELECT first_sent_at, last_sent_at FROM campaigns WHERE id = $1", [id])).rows[0];
  await expect.poll(async () => (await sent()).first_sent_at, { timeout: 5_000 }).not.toBeNull();
});

it("a campaign starts when another one was delivered", async () => {
  const context = await createWorkspace();
  const first = await launchedCampaign(context, {
    ...message("/one"),
    delivery: { type: "action", event: "booked" },
  });
  const trigger = { type: "campaign_received", campaign_id: first };
  await launchedCampaign(context, { ...message("/two"), delivery: { type: "action", triggers: [trigger] } });
  await tell(context, booked);
  await expect.poll(() => seen("/two"), { timeout: 10_000 }).toBe(1);
});
