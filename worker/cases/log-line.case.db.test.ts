/** Q239: what a worker process writes about an attempt, and what it never writes. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { hostSettingsSchema } from "#lib/host/schema.ts";
import { putHost } from "#lib/host/service.ts";
import { createSecret } from "#lib/secret/service.ts";
import { closeLines, line } from "#lib/testing/case-line.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { startWorkerProcesses, type WorkerProcesses } from "#lib/testing/worker-processes.ts";

useTestDatabase();

let workers: WorkerProcesses;
const lines: string[] = [];

beforeAll(async () => {
  workers = await startWorkerProcesses(1, (text) => lines.push(text));
}, 60_000);
afterAll(async () => {
  await workers.stop();
  await closeLines();
}, 60_000);

it("Q239 each attempt is one line that tells whose it was and how it ended, and no secret, body or query", async () => {
  const one = await line();
  const secrets = {
    in_url: "zz-url-value",
    in_header: "zz-header-value",
    in_body: "zz-body-value",
    preset: "zz-preset",
  };
  for (const [name, value] of Object.entries(secrets))
    await createSecret(one.context, { name, value, note: "", allowed_hosts: [] });
  const auth = { type: "header", name: "X-Api-Key", secret: "preset" };
  await putHost(one.context, one.receiver.host, hostSettingsSchema.parse({ auth }));
  one.receiver.answerWith((_, index) => ({ status: index === 0 ? 500 : 200, body: "zz-answer" }));
  await one.send("/x?key={{ secrets.in_url }}", {
    headers: { Authorization: "Bearer {{ secrets.in_header }}" },
    body: '{"key":"{{ secrets.in_body }}","note":"zz-note"}',
  });
  const [delivery] = await one.until("delivered");
  const attempts = () =>
    lines
      .map((text) => JSON.parse(text) as Record<string, unknown>)
      .filter(({ msg, deliveryId }) => msg === "delivery.attempted" && deliveryId === delivery?.delivery_id);
  await expect.poll(() => attempts().length).toBe(2);
  const [first, second] = attempts();
  expect(first).toMatchObject({
    workspaceId: one.context.workspaceId,
    campaignId: delivery?.campaign_id,
    externalUserId: "u0",
    workerId: expect.any(String),
    attempt: 1,
    kind: "automatic",
    method: "POST",
    host: one.receiver.host,
    status: 500,
    error: null,
    waitedMs: expect.any(Number),
    durationMs: expect.any(Number),
    connectMs: expect.any(Number),
    firstByteMs: expect.any(Number),
    outcome: "backoff",
    result: "retrying",
    reason: "retry",
    nextAt: expect.any(String),
  });
  expect(second).toMatchObject({
    attempt: 2,
    status: 200,
    outcome: "done",
    result: "delivered",
    nextAt: null,
  });
  const sent = JSON.stringify(one.receiver.requests);
  for (const value of Object.values(secrets)) expect(sent).toContain(value);
  expect(lines.join("\n")).not.toContain("zz-");
});
