import { describe, expect, it } from "vitest";
import { Failure } from "./failure.ts";
import { readSettings } from "./start-settings.ts";

const KEY = Buffer.alloc(32, 1).toString("base64");

function failureOf(source: Record<string, string>): Failure {
  try {
    readSettings(source);
  } catch (error) {
    if (error instanceof Failure) return error;
  }
  throw new Error("the settings were accepted");
}

describe("settings of a start", () => {
  it("need nothing", () => {
    expect(readSettings({})).toMatchObject({
      host: "127.0.0.1",
      port: 3000,
      databaseUrl: null,
      encryptionKey: null,
      workers: 1,
      logLevel: "warn",
    });
  });

  it("take empty variables for absent ones", () => {
    expect(readSettings({ DATABASE_URL: "", PORT: "", WORKERS: "" })).toMatchObject({
      databaseUrl: null,
      port: 3000,
      workers: 1,
    });
  });

  it("ask for a key together with a database of one's own, and say how to make one", () => {
    const failure = failureOf({ DATABASE_URL: "postgresql://db/signalbox" });
    expect(failure.message).toContain("SIGNALBOX_ENCRYPTION_KEY");
    expect(failure.fix).toContain("openssl rand -base64 32");
  });

  it("take both", () => {
    const source = { DATABASE_URL: "postgresql://db/signalbox", SIGNALBOX_ENCRYPTION_KEY: KEY, WORKERS: "4" };
    expect(readSettings(source)).toMatchObject({
      databaseUrl: source.DATABASE_URL,
      encryptionKey: KEY,
      workers: 4,
    });
  });

  it.each([
    ["PORT", { PORT: "http" }],
    ["SIGNALBOX_ENCRYPTION_KEY", { SIGNALBOX_ENCRYPTION_KEY: "short" }],
    ["SIGNALBOX_OWNER_EMAIL", { SIGNALBOX_OWNER_EMAIL: "me" }],
    ["WORKERS", { WORKERS: "many" }],
    ["WORKERS", { WORKERS: "-1" }],
    ["WORKERS", { WORKERS: "1.5" }],
  ])("name %s when it is wrong", (name, source) => {
    expect(failureOf(source).message).toContain(name);
  });
});
