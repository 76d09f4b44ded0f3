import { describe, expect, it } from "vitest";
import { nextFreePort } from "./ports.ts";

const allFreeBut = (taken: number[]) => async (_host: string, port: number) => !taken.includes(port);

describe("port of the web server", () => {
  it("is the wished one when that is free", async () => {
    expect(await nextFreePort("127.0.0.1", 3000, allFreeBut([]))).toEqual({ port: 3000, note: null });
  });

  it("is the next free one otherwise, and says which one was taken", async () => {
    expect(await nextFreePort("127.0.0.1", 3000, allFreeBut([3000, 3001]))).toEqual({
      port: 3002,
      note: "port 3000 is taken, using 3002",
    });
  });

  it("never passes the highest port", async () => {
    const tried: number[] = [];
    const none = async (_host: string, port: number) => {
      tried.push(port);
      return false;
    };
    await expect(nextFreePort("127.0.0.1", 65_530, none)).rejects.toThrow("65530 to 65535");
    expect(tried.at(-1)).toBe(65_535);
  });
});
