import { describe, expect, it } from "vitest";
import { formatDuration, formatPhase, phasesTo } from "./phases.ts";

function recorder(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, write: (text: string) => written.push(text) };
}

function ticking(...times: number[]): () => number {
  return () => times.shift() ?? 0;
}

describe("phases of a start", () => {
  it("prints one line with tick, time and detail", async () => {
    const output = recorder(false);
    const phases = phasesTo(output, ticking(0, 412));
    expect(await phases.run("database", async () => ({ value: 7, detail: "embedded" }))).toBe(7);
    expect(output.written).toEqual(["  ✓ database        412 ms  embedded\n"]);
  });

  it("marks the phase that failed and passes its error on", async () => {
    const output = recorder(false);
    const failing = phasesTo(output, ticking(0, 1_500)).run("web", () => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    expect(output.written).toEqual(["  ✗ web              1.5 s\n"]);
  });

  it("shows the running phase on a terminal and replaces it", async () => {
    const output = recorder(true);
    await phasesTo(output, ticking(0, 1)).run("keys", async () => ({ value: null, detail: null }));
    expect(output.written).toEqual(["  · keys …", "\r\u001b[2K  ✓ keys              1 ms\n"]);
  });

  it("lines the times up", () => {
    const widths = [formatPhase("✓", "a", 5, null), formatPhase("✓", "migrate", 61_000, null)].map(
      (line) => line.length,
    );
    expect(new Set(widths).size).toBe(1);
  });

  it.each([
    [0.4, "0 ms"],
    [999, "999 ms"],
    [1_000, "1.0 s"],
    [83_249, "83.2 s"],
  ])("writes %d ms as %s", (ms, text) => expect(formatDuration(ms)).toBe(text));
});
