import { AggregatorRegistry, Gauge, Registry } from "prom-client";
import { authenticate } from "#app/api/authenticate.ts";
import { errorAnswer } from "#app/api/handle.ts";
import { sameText } from "#lib/platform/crypto.ts";
import { env } from "#lib/platform/env.ts";
import { newId } from "#lib/platform/id.ts";
import { INSTRUMENTS, type MetricDelta, samplesOf } from "#lib/platform/metrics.ts";
import { type MetricRow, readMetrics, readMetricTotals } from "#lib/platform/metrics-store.ts";

export const dynamic = "force-dynamic";

/** Prometheus text, for whoever holds an API key or METRICS_TOKEN. Read from counters and indexes, never by scanning deliveries. */
export async function GET(request: Request): Promise<Response> {
  try {
    const token = request.headers.get("authorization")?.replace(/^bearer /i, "") ?? "";
    const expected = env().METRICS_TOKEN;
    if (!expected || !sameText(token, expected)) await authenticate(request, newId(), new Date());
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
