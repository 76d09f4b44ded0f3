import { beforeAll, describe, expect, it } from "vitest";
import { open, seal } from "./crypto.ts";

describe("sealed values", () => {
  beforeAll(() => {
    process.env.DATABASE_URL ??= "postgresql://nobody@127.0.0.1:1/none";
    process.env.SIGNALBOX_ENCRYPTION_KEY ??= Buffer.alloc(32, 7).toString("base64");
  });

  it("open to what was sealed and never look the same twice", () => {
    const [first, second] = [seal("café 🚂"), seal("café 🚂")];
    expect(first).not.toBe(second);
    expect([open(first), open(second)]).toEqual(["café 🚂", "café 🚂"]);
  });

  it("refuse to open when a byte was changed", () => {
    const sealed = seal("token");
    const parts = sealed.split(".");
    parts[4] = Buffer.from("TOKEN").toString("base64url");
    expect(() => open(parts.join("."))).toThrow();
  });

  it("refuse to open with a key that is not configured", () => {
    const parts = seal("token").split(".");
    parts[1] = "00000000";
    expect(() => open(parts.join("."))).toThrow(/key that is not configured/);
  });
});
