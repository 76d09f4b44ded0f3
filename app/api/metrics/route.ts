import { Gauge, Registry } from "prom-client";
import { authenticate } from "#app/api/authenticate.ts";
import { errorAnswer } from "#app/api/handle.ts";
import { sameText } from "#lib/platform/crypto.ts";
import { env } from "#lib/platform/env.ts";
import { newId } from "#lib/platform/id.ts";
import { type MetricRow, readMetrics } from "#lib/platform/metrics-store.ts";

export const dynamic = "force-dynamic";

/** Prometheus text, for whoever holds an API key or METRICS_TOKEN. Read from counters and indexes, never by scanning deliveries. */
export async function GET(request: Request): Promise<Response> {
  try {
    const token = request.headers.get("authorization")?.replace(/^bearer /i, "") ?? "";
    const expected = env().METRICS_TOKEN;
    if (!expected || !sameText(token, expected)) await authenticate(request, newId(), new Date());
    const registry = new Registry();
    for (const [name, help, rows] of await readMetrics()) register(registry, name, help, rows);
    return new Response(await registry.metrics(), {
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
