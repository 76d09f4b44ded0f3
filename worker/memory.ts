import { setFlagsFromString } from "node:v8";

/**
 * Lets the heap of this process grow to (100 + `percent`) % of what lives in it before V8 cleans up; 0 leaves that to
 * V8. Left alone it waits until the heap is several times as large: most of what a worker holds lives for a moment, so
 * its memory would be garbage for the greater part (bench/fan-out.ts: 557 MiB of which 80 live).
 */
export function limitHeapGrowth(percent: number): void {
  if (percent > 0) setFlagsFromString(`--heap-growing-percent=${percent}`);
}
