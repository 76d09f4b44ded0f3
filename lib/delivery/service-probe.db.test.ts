/** The one request that tries a failing host again: what is not sent never uses it up. */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hostSettingsSchema } from "#lib/host/schema.ts";
import { ensureHost, findHost, openHost, saveHostSettings } from "#lib/host/store.ts";
import { pauseUrl } from "#lib/host/store-limits.ts";
import { pool } from "#lib/platform/db.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { owe, type Sender, startSender, statuses, stored } from "#lib/testing/dispatching.ts";
import { createWorkspace } from "#lib/testing/factories.ts";
import { type Receiver, startReceiver } from "#lib/testing/receiver.ts";

useTestDatabase();

let sender: Sender;
let receiver: Receiver;
beforeAll(async () => {
  sender = await startSender();
  receiver = await startReceiver();
});
afterAll(async () => {
  await sender.stop();
  await receiver.close();
});

const many = (count: number, url: string) => Array.from({ length: count }, () => ({ url }));
const inMs = (ms: number) => new Date(Date.now() + ms);

async function fail(workspaceId: string, host: string, reopenAt: Date): Promise<void> {
  await openHost(workspaceId, host, "closed", { reason: "test", reopenAt, now: new Date() });
  sender.gate.forget(workspaceId, host);
}

describe("the probe of a failing host", () => {
  it("M182 is not used up by deliveries to a URL that is gone", async () => {
    const { workspaceId } = await createWorkspace();
    const old = `${receiver.url}/old`;
    await ensureHost(workspaceId, receiver.host, new Date());
    await fail(workspaceId, receiver.host, inMs(2_500));
    // Parked before the URL was gone, and in front of the others.
    const before = await owe(workspaceId, many(30, old));
    await expect.poll(() => statuses(before)).toEqual({ held: 30 });
    const key = createHash("sha256").update(old).digest("base64url");
    const paused = { url: old, reason: "gone", at: new Date().toISOString() };
    await pauseUrl(workspaceId, receiver.host, key, paused, new Date());
    const gone = await owe(workspaceId, many(10, old));
    const [well = ""] = await owe(workspaceId, many(1, `${receiver.url}/new`));
    await expect.poll(() => statuses([well]), { timeout: 15_000 }).toEqual({ delivered: 1 });
    expect(new Set((await stored([...before, ...gone])).map((row) => row.reason))).toEqual(
      new Set(["url_paused"]),
    );
    expect((await findHost(workspaceId, receiver.host))?.state).toBe("closed");
  }, 30_000);
});

describe("a host that an answer halts", () => {
  it("is asked again in a while when the halt itself cannot be written down", async () => {
    const { workspaceId } = await createWorkspace();
    const halting = await startReceiver();
    halting.script("/quota", [402]);
    const settings = hostSettingsSchema.parse({ outcome_rules: [{ status: 402, outcome: "halt" }] });
    await saveHostSettings(pool(), workspaceId, halting.host, settings, new Date());
    await pool().query("ALTER TABLE hosts ADD CONSTRAINT none_paused CHECK (state <> 'paused') NOT VALID");
    try {
      const ids = await owe(workspaceId, many(1, `${halting.url}/quota`));
      await expect.poll(() => statuses(ids)).toEqual({ held: 1 });
      const [row] = await stored(ids);
      expect(row).toMatchObject({ reason: "destination_halted", attempts_count: 1 });
      expect(row?.next_attempt_at).not.toBeNull();
    } finally {
      await pool().query("ALTER TABLE hosts DROP CONSTRAINT none_paused");
      await halting.close();
    }
  });
});
