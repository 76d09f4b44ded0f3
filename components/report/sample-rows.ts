import type { ReportRow } from "#lib/analytics/schema.ts";

/** Made up, to show what a report says before there is anything to report. */
export const SAMPLE_ROWS: ReportRow[] = [
  {
    kind: "campaign",
    id: "sample-1",
    name: "Loyalty credit",
    status: "active",
    deliveries: 12_400,
    sent: 12_180,
    delivered: 12_061,
    failed: 119,
    aborted: 220,
    waiting: 0,
    latency_ms: { p50: 84, p95: 310 },
    people: 11_920,
    conversion: { count: 1_430, rate: 0.12, low: 0.114, high: 0.126 },
  },
  {
    kind: "canvas",
    id: "sample-2",
    name: "Welcome",
    status: "active",
    deliveries: 3_180,
    sent: 3_180,
    delivered: 3_174,
    failed: 6,
    aborted: 0,
    waiting: 12,
    latency_ms: { p50: 120, p95: 540 },
    people: 1_590,
    conversion: { count: 254, rate: 0.16, low: 0.143, high: 0.179 },
  },
];
