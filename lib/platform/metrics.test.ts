import { beforeEach, describe, expect, it } from "vitest";
import { count, observe, returnDeltas, samplesOf, takeDeltas } from "./metrics.ts";

describe("metrics of a process", () => {
  beforeEach(() => void takeDeltas());

  it("hands counts over once, by label values", () => {
    count("signalbox_attempts_total", "done", "2xx");
    count("signalbox_attempts_total", "done", "2xx");
    count("signalbox_attempts_total", "backoff", "timeout");
    expect(takeDeltas()).toEqual([
      { name: "signalbox_attempts_total", labels: '["backoff","timeout"]', value: 1 },
      { name: "signalbox_attempts_total", labels: '["done","2xx"]', value: 2 },
    ]);
    expect(takeDeltas()).toEqual([]);
  });

  it("puts a value into the first bucket that holds it, and the largest into +Inf", () => {
    for (const seconds of [0.005, 0.006, 61, -1]) observe("signalbox_attempt_duration_seconds", seconds);
    const samples = samplesOf("signalbox_attempt_duration_seconds", takeDeltas());
    const bucket = (le: number | string) => samples.find((sample) => sample.labels.le === le)?.value;
    expect([bucket(0.005), bucket(0.01), bucket(60), bucket("+Inf")]).toEqual([2, 3, 3, 4]);
    expect(samples.find((sample) => sample.metricName?.endsWith("_count"))?.value).toBe(4);
    expect(samples.find((sample) => sample.metricName?.endsWith("_sum"))?.value).toBeCloseTo(61.011);
  });

  it("loses nothing when the totals could not be written", () => {
    count("signalbox_holds_total", "rate_limit");
    observe("signalbox_queue_wait_seconds", 0.3);
    const taken = takeDeltas();
    returnDeltas(taken);
    count("signalbox_holds_total", "rate_limit");
    expect(takeDeltas()).toEqual(
      taken.map((delta) => (delta.name.includes("holds") ? { ...delta, value: 2 } : delta)),
    );
  });

  it("shows a counter without labels as zero before anything happened", () => {
    expect(samplesOf("signalbox_connections_opened_total", [])).toEqual([{ labels: {}, value: 0 }]);
    expect(samplesOf("signalbox_attempts_total", [])).toEqual([]);
  });
});
