import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { beat } from "#lib/platform/heartbeat-store.ts";
import { keyOf, useApi } from "#lib/testing/api-server.ts";
import { useTestDatabase } from "#lib/testing/database.ts";
import { createWorkspace } from "#lib/testing/factories.ts";

useTestDatabase();
const api = useApi();

const heartbeat = () =>
  beat({
    id: "w1",
    host: "box",
    pid: 7,
    version: "0.1.0",
    startedAt: new Date(),
    stats: { in_flight: 3, rss_mib: 90 },
  });

function doctor(env: Record<string, string> = {}): Promise<{ code: number; lines: string[] }> {
  return new Promise((done) => {
    const options = { env: { ...process.env, ...env }, cwd: join(import.meta.dirname, "..") };
    execFile(process.execPath, ["bin/doctor.ts"], options, (error, stdout) =>
      done({ code: error ? 1 : 0, lines: stdout.trimEnd().split("\n") }),
    );
  });
}

const lineOf = (lines: string[], name: string) => lines.find((line) => line.includes(` ${name} `)) ?? "";

describe("npm run doctor", () => {
  it("Q233 ends with 1 and the fix while no worker is alive, and with 0 once one is", async () => {
    const sick = await doctor();
    expect(sick.code).toBe(1);
    expect(lineOf(sick.lines, "workers")).toMatch(/✗ .* → Start one: npm run worker\./);
    expect(lineOf(sick.lines, "migrations")).toContain("✓");
    await heartbeat();
    const well = await doctor();
    expect([well.code, well.lines.filter((line) => line.includes("✗"))]).toEqual([0, []]);
  });

  it("names the variable that cannot be used and stops there", async () => {
    const { code, lines } = await doctor({
      EGRESS_ALLOW: "10.0.0.0/99",
      DATABASE_URL: "postgresql://127.0.0.1:1/x",
    });
    expect(code).toBe(1);
    expect(lineOf(lines, "egress")).toMatch(/✗ .*10\.0\.0\.0\/99.* → /);
    expect(lineOf(lines, "database")).toMatch(/✗ .*cannot be reached.* → /);
  });
});

describe("GET /system", () => {
  it("tells of database, workers and what they hold, to who may read metrics", async () => {
    await heartbeat();
    const context = await createWorkspace();
    const answer = await api("GET", "/system", { key: await keyOf(context, ["metrics.read"]) });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      database: { migrations: "applied" },
      workers: [{ worker_id: "w1", alive: true, in_flight: 3, memory_mib: 90 }],
      last_backup: null,
    });
    const { size_bytes: bytes } = answer.body.database as { size_bytes: number };
    expect(bytes).toBeGreaterThan(1_000_000);
    const reader = await keyOf(context, ["hosts.read"]);
    expect((await api("GET", "/system", { key: reader })).status).toBe(403);
  });
});
