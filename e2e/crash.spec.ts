import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { API_KEY, freePort, startApp } from "#e2e/app.ts";
import { startReceiver } from "#lib/testing/receiver.ts";

test("killing everything in the middle and starting again loses nothing", async ({ request }) => {
  test.setTimeout(240_000);
  const receiver = await startReceiver();
  // Nothing is answered before the crash, so everything is in flight or waiting when it comes.
  receiver.answerWith({ status: 200, delayMs: 60_000 });
  const dataDir = mkdtempSync(join(tmpdir(), "signalbox-crash-"));
  const options = { dataDir, env: { SIGNALBOX_API_KEY: API_KEY, EGRESS_ALLOW: "127.0.0.0/8" } };
  const headers = { authorization: `Bearer ${API_KEY}` };
  let app = await startApp({ ...options, port: await freePort() });
  const created = await request.post(`${app.origin}/api/v1/campaigns`, {
    headers,
    data: {
      name: "Survivor",
      variations: [
        { webhook: { url: `${receiver.url}/n/{{event_properties.\${n}}}`, body: { type: "none" } } },
      ],
      delivery: { type: "action", event: "counted" },
      re_eligibility: { allowed: true },
    },
  });
  const { campaign_id: campaignId } = await created.json();
  await request.post(`${app.origin}/api/v1/campaigns/${campaignId}/launch`, { headers });
  const events = Array.from({ length: 60 }, (_, n) => ({
    external_id: `u${n}`,
    name: "counted",
    properties: { n },
  }));
  const tracked = await request.post(`${app.origin}/api/v1/users/track`, { headers, data: { events } });
  expect(tracked.status()).toBe(201);
  await app.kill();

  receiver.answerWith(200);
  app = await startApp({ ...options, port: await freePort() });
  try {
    await expect
      .poll(
        async () => {
          const page = await request.get(
            `${app.origin}/api/v1/deliveries?limit=200&status=delivered&campaign_id=${campaignId}`,
            {
              headers,
            },
          );
          return (await page.json()).deliveries.length;
        },
        { timeout: 150_000, intervals: [500] },
      )
      .toBe(60);
    const seen = new Set(receiver.requests.map((received) => received.url));
    expect(seen.size).toBe(60);
  } finally {
    await app.stop();
    await receiver.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
