/**
 * Spans for OpenTelemetry, exported when OTEL_EXPORTER_OTLP_ENDPOINT is set. Without it no package of OpenTelemetry is
 * loaded and recording a span is one comparison. Ids are the caller's: parts of one story happen in different processes,
 * days apart, and find together because their ids are made from the ids of our rows.
 */
import type { Attributes, SpanContext } from "@opentelemetry/api";
import type { BatchSpanProcessor, ReadableSpan } from "@opentelemetry/sdk-trace";
import { env } from "./env.ts";
import { log } from "./log.ts";
import { VERSION } from "./version.ts";

export interface SpanRecord {
  /** 32 hex digits. */
  traceId: string;
  /** 16 hex digits. */
  spanId: string;
  parentSpanId: string | null;
  name: string;
  kind: "internal" | "client" | "consumer";
  startedAt: Date;
  endedAt: Date;
  attributes: Record<string, string | number | boolean | null | undefined>;
  /** Set when what the span stands for failed. */
  error?: string | undefined;
}

interface Recorder {
  record(span: SpanRecord): void;
  stop(): Promise<void>;
}

// Next.js may load this module more than once per process.
const holder = globalThis as typeof globalThis & { __signalboxTracing?: Recorder | undefined };

/** Whether spans go anywhere: callers ask before they put a span together. */
export function isTracing(): boolean {
  return holder.__signalboxTracing !== undefined;
}

export function recordSpan(span: SpanRecord): void {
  holder.__signalboxTracing?.record(span);
}

/** Begins exporting when an endpoint is configured. `service` names the process: signalbox-web or signalbox-worker. */
export async function startTracing(service: string): Promise<void> {
  const endpoint = env().OTEL_EXPORTER_OTLP_ENDPOINT;
  if (!endpoint || holder.__signalboxTracing) return;
  const [{ SpanKind, SpanStatusCode, TraceFlags }, { BatchSpanProcessor }, { OTLPTraceExporter }, resources] =
    await Promise.all([
      import("@opentelemetry/api"),
      import("@opentelemetry/sdk-trace"),
      import("@opentelemetry/exporter-trace-otlp-http"),
      import("@opentelemetry/resources"),
    ]);
  const processor: BatchSpanProcessor = new BatchSpanProcessor({
    exporter: new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, "")}/v1/traces` }),
    maxQueueSize: 20_000,
    maxExportBatchSize: 2_000,
    scheduledDelayMillis: 1_000,
  });
  const resource = resources.resourceFromAttributes({ "service.name": service, "service.version": VERSION });
  const kinds = { internal: SpanKind.INTERNAL, client: SpanKind.CLIENT, consumer: SpanKind.CONSUMER };
  const ratio = env().OTEL_TRACES_SAMPLER_ARG;
  holder.__signalboxTracing = {
    record(span) {
      if (!isSampled(span.traceId, ratio)) return;
      const context = (spanId: string): SpanContext => ({
        traceId: span.traceId,
        spanId,
        traceFlags: TraceFlags.SAMPLED,
      });
      const parent = span.parentSpanId === null ? {} : { parentSpanContext: context(span.parentSpanId) };
      const own = context(span.spanId);
      const readable: ReadableSpan = {
        name: span.name,
        kind: kinds[span.kind],
        spanContext: () => own,
        ...parent,
        startTime: hrTime(span.startedAt.getTime()),
        endTime: hrTime(span.endedAt.getTime()),
        duration: hrTime(Math.max(0, span.endedAt.getTime() - span.startedAt.getTime())),
        status:
          span.error === undefined
            ? { code: SpanStatusCode.UNSET }
            : { code: SpanStatusCode.ERROR, message: span.error },
        attributes: given(span.attributes),
        links: [],
        events: [],
        ended: true,
        resource,
        instrumentationScope: { name: "signalbox", version: VERSION },
        droppedAttributesCount: 0,
        droppedEventsCount: 0,
        droppedLinksCount: 0,
      };
      processor.onEnd(readable);
    },
    stop: () => processor.shutdown(),
  };
  log().info({ endpoint, ratio }, "traces are exported");
}

/** Exports what is left and stops. */
export async function stopTracing(): Promise<void> {
  const recorder = holder.__signalboxTracing;
  holder.__signalboxTracing = undefined;
  await recorder?.stop().catch((error: unknown) => log().warn({ err: error }, "the last traces are lost"));
}

/** Whole traces are kept or dropped, and all processes agree: decided by the random end of the trace id. */
export function isSampled(traceId: string, ratio: number): boolean {
  return Number.parseInt(traceId.slice(-8), 16) / 2 ** 32 < ratio;
}

function hrTime(ms: number): [number, number] {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1e6)];
}

function given(attributes: SpanRecord["attributes"]): Attributes {
  const found = Object.entries(attributes).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(found) as Attributes;
}
