import { describe, expect, it } from "vitest";
import { postgresqlConf } from "./settings.ts";

describe("configuration of the embedded PostgreSQL", () => {
  it("listens on the loopback address alone", () => {
    const conf = postgresqlConf({ port: 5999, durable: true });
    expect(conf).toContain("listen_addresses = '127.0.0.1'\n");
    expect(conf).toContain("unix_socket_directories = ''\n");
    expect(conf).toContain("port = 5999\n");
  });

  it("waits for the disk at every commit", () => {
    const conf = postgresqlConf({ port: 1, durable: true });
    expect(conf).toContain("synchronous_commit = on\n");
    expect(conf).toContain("fsync = on\n");
  });

  it("does not for throw-away data", () => {
    expect(postgresqlConf({ port: 1, durable: false })).toContain("fsync = off\n");
  });
});
