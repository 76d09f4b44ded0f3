import { describe, expect, it } from "vitest";
import type { SystemView } from "#lib/workspace/system-schema.ts";
import { checkSystem, formatFinding } from "./findings.ts";

const now = new Date("2026-11-27T12:00:00Z");
const worker = {
  worker_id: "a-1",
  machine: "a",
  pid: 1,
  version: "1.0.0",
  started_at: now.toISOString(),
  heartbeat_seconds_ago: 1,
  alive: true,
  in_flight: 0,
  memory_mib: 100,
  loop_delay_ms: 1,
};
const well: SystemView = {
  version: "1.0.0",
  node: "24.0.0",
  database: {
    version: "18.0",
    size_bytes: 1,
    migrations: "applied",
    connections_used: 10,
    connections_max: 100,
    clock_ahead_ms: -3,
  },
  queues: [],
  deliveries: { oldest_due_seconds: 0 },
  workers: [worker],
  disk: { folder: "/data", free_bytes: 50 * 2 ** 30, total_bytes: 100 * 2 ** 30, low: false },
  last_backup: null,
  settings: { egress_allow: [], egress_proxy: null, tracing: false, smtp: false },
};

const bad = (change: Partial<SystemView>) =>
  checkSystem({ ...well, ...change }, now)
    .filter((finding) => !finding.ok)
    .map((finding) => finding.name);

describe("doctor", () => {
  it("finds nothing wrong with an installation that is well", () => {
    expect(bad({})).toEqual([]);
  });

  it.each<[string, Partial<SystemView>]>([
    ["migrations", { database: { ...well.database, migrations: "pending" } }],
    ["connections", { database: { ...well.database, connections_used: 95 } }],
    ["clock", { database: { ...well.database, clock_ahead_ms: 5_000 } }],
    ["workers", { workers: [{ ...worker, alive: false }] }],
    ["queue", { deliveries: { oldest_due_seconds: 90 } }],
    ["disk", { disk: { folder: "/data", free_bytes: 1, total_bytes: 100, low: true } }],
  ])("names %s, with a fix on the same line", (name, change) => {
    expect(bad(change)).toEqual([name]);
    const [finding] = checkSystem({ ...well, ...change }, now).filter((one) => !one.ok);
    expect(finding && formatFinding(finding)).toMatch(/^ {2}✗ .+ → .+/);
  });

  it("says that workers of another release run", () => {
    const workers = [worker, { ...worker, worker_id: "b-1", version: "0.9.0" }];
    expect(checkSystem({ ...well, workers }, now).find((one) => one.name === "workers")?.text).toBe(
      "2 alive, some of release 0.9.0",
    );
  });
});
