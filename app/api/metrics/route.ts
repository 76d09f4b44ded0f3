import { AggregatorRegistry, Gauge, Registry } from "prom-client";
import { authenticate } from "#app/api/authenticate.ts";
import { errorAnswer, missingScope } from "#app/api/handle.ts";
import { callerOf } from "#app/api/idempotency.ts";
import { takeFromLimit } from "#app/api/rate-limit.ts";
import { allows } from "#lib/platform/context.ts";
import { sameText } from "#lib/platform/crypto.ts";
import { env } from "#lib/platform/env.ts";
import { newId } from "#lib/platform/id.ts";
import { INSTRUMENTS, type MetricDelta, samplesOf } from "#lib/platform/metrics.ts";
import { type MetricRow, readMetrics, readMetricTotals } from "#lib/platform/metrics-store.ts";
import type { Scope } from "#lib/workspace/permissions.ts";

export const dynamic = "force-dynamic";

const SCOPE: Scope = "metrics.read";
const LIMIT = { bucket: "metrics", limit: 120, windowSeconds: 60 };

/** Prometheus text, for whoever holds METRICS_TOKEN or an API key. Read from counters and indexes, never by scanning deliveries. */
export async function GET(request: Request): Promise<Response> {
  try {
    const token = request.headers.get("authorization")?.replace(/^bearer /i, "") ?? "";
    const expected = env().METRICS_TOKEN;
    if (!expected || !sameText(token, expected)) await refuseStranger(request);
    const [gauges, totals] = await Promise.all([readMetrics(), readMetricTotals()]);
    const registry = new Registry();
    for (const [name, help, rows] of gauges) register(registry, name, help, rows);
    const text = `${await registry.metrics()}\n${await ofAllProcesses(totals).metrics()}`;
    return new Response(text, {
      headers: { "content-type": registry.contentType, "cache-control": "no-store" },
    });
  } catch (error) {
    return errorAnswer(error, newId(), request);
  }
}

/** It tells about the whole server, so somebody signed in whose role only looks at a workspace does not read it. */
async function refuseStranger(request: Request): Promise<void> {
  const now = new Date();
  const context = await authenticate(request, newId(), now);
  if (context.actor.kind === "user" && !allows(context.scopes, SCOPE)) throw missingScope(SCOPE);
  takeFromLimit(LIMIT, callerOf(context), now);
}

function register(registry: Registry, name: string, help: string, rows: MetricRow[]): void {
  const labelNames = Object.keys(rows[0]?.labels ?? {});
  const gauge = new Gauge({ name, help, labelNames, registers: [registry] });
  for (const row of rows) gauge.set(row.labels, row.value);
}

/** Counters and histograms that the processes add up in the database. */
function ofAllProcesses(totals: readonly MetricDelta[]): Registry {
  const instruments = Object.keys(INSTRUMENTS) as (keyof typeof INSTRUMENTS)[];
  return AggregatorRegistry.aggregate([
    instruments.map((name) => ({
      name,
      help: INSTRUMENTS[name].help,
      type: INSTRUMENTS[name].kind,
      aggregator: "sum",
      values: samplesOf(name, totals),
    })),
  ]);
}
