/**
 * Counters and histograms of this process between two flushes. What is counted here is added to the totals in the
 * database every few seconds (metrics-store.ts), so one scrape of any web process shows all workers together.
 */

interface Instrument {
  kind: "counter" | "histogram";
  help: string;
  /** In the order in which values are given. */
  labels: readonly string[];
  /** Upper bounds of a histogram in its unit, ascending; one for everything larger is added. */
  buckets?: readonly number[];
}

/** From a millisecond to the longest time-out. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** Waits may last from a blink to a day. */
const LONG_SECONDS = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400];

/** Every instrument: what it is called in Prometheus and what it says. */
export const INSTRUMENTS = {
  signalbox_attempts_total: {
    kind: "counter",
    help: "Requests made, by what the outcome rules concluded and by class: 2xx to 5xx, or the network error",
    labels: ["outcome", "class"],
  },
  signalbox_attempt_duration_seconds: {
    kind: "histogram",
    help: "Time from taking a connection to the end of the answer",
    labels: [],
    buckets: SECONDS,
  },
  signalbox_queue_wait_seconds: {
    kind: "histogram",
    help: "Time between the moment a delivery was due and its request",
    labels: [],
    buckets: SECONDS,
  },
  signalbox_end_to_end_seconds: {
    kind: "histogram",
    help: "Time between the creation of a delivery and its success",
    labels: [],
    buckets: LONG_SECONDS,
  },
  signalbox_deliveries_finished_total: {
    kind: "counter",
    help: "Deliveries that ended, by status and reason",
    labels: ["status", "reason"],
  },
  signalbox_holds_total: {
    kind: "counter",
    help: "Times a delivery was held back without using up an attempt, by reason",
    labels: ["reason"],
  },
  signalbox_throttle_wait_seconds: {
    kind: "histogram",
    help: "How long pace limits and waits asked for by receivers put deliveries off",
    labels: [],
    buckets: LONG_SECONDS,
  },
  signalbox_connections_opened_total: {
    kind: "counter",
    help: "Connections opened to receivers; attempts beyond this number reused one",
    labels: [],
  },
} as const satisfies Record<string, Instrument>;

type Name = keyof typeof INSTRUMENTS;
type Of<Kind> = {
  [Key in Name]: (typeof INSTRUMENTS)[Key]["kind"] extends Kind ? Key : never;
}[Name];
export type CounterName = Of<"counter">;
export type HistogramName = Of<"histogram">;

/** One addition to a total. */
export interface MetricDelta {
  name: string;
  /** JSON list of the label values. */
  labels: string;
  value: number;
}

const SEPARATOR = "\u0000";
const counted = new Map<string, number>();
const observed = new Map<HistogramName, { buckets: number[]; sum: number }>();

/** Adds one to a counter; `values` are those of its labels, in order. */
export function count(name: CounterName, ...values: string[]): void {
  const key = values.length === 0 ? name : name + SEPARATOR + values.join(SEPARATOR);
  counted.set(key, (counted.get(key) ?? 0) + 1);
}

/** Notes one value of a histogram, in the unit of its name. Negative values (clocks apart) count as zero. */
export function observe(name: HistogramName, value: number): void {
  const bounds: readonly number[] = INSTRUMENTS[name].buckets;
  let histogram = observed.get(name);
  if (!histogram) {
    histogram = { buckets: new Array<number>(bounds.length + 1).fill(0), sum: 0 };
    observed.set(name, histogram);
  }
  const at = bounds.findIndex((bound) => value <= bound);
  const bucket = at === -1 ? bounds.length : at;
  histogram.buckets[bucket] = (histogram.buckets[bucket] ?? 0) + 1;
  histogram.sum += Math.max(0, value);
}

/** Hands over what was counted since the last time and starts from nothing. Sorted, so that two processes never lock crosswise. */
export function takeDeltas(): MetricDelta[] {
  const deltas: MetricDelta[] = [...counted].map(([key, value]) => {
    const [name = "", ...values] = key.split(SEPARATOR);
    return { name, labels: JSON.stringify(values), value };
  });
  for (const [name, { buckets, sum }] of observed) {
    const bounds = INSTRUMENTS[name].buckets;
    for (const [index, value] of buckets.entries()) {
      if (value > 0) deltas.push({ name, labels: JSON.stringify([String(bounds[index] ?? "+Inf")]), value });
    }
    deltas.push({ name, labels: '["sum"]', value: sum });
  }
  counted.clear();
  observed.clear();
  return deltas.sort((a, b) => (a.name + a.labels < b.name + b.labels ? -1 : 1));
}

/** Puts back what could not be written. */
export function returnDeltas(deltas: readonly MetricDelta[]): void {
  for (const { name, labels, value } of deltas) {
    const values = JSON.parse(labels) as string[];
    const instrument: Instrument = INSTRUMENTS[name as Name];
    if (instrument.kind === "counter") {
      const key = [name, ...values].join(SEPARATOR);
      counted.set(key, (counted.get(key) ?? 0) + value);
    } else returnBucket(name as HistogramName, values[0] ?? "", value);
  }
}

function returnBucket(name: HistogramName, bucket: string, value: number): void {
  const bounds: readonly number[] = INSTRUMENTS[name].buckets;
  const histogram = observed.get(name) ?? {
    buckets: new Array<number>(bounds.length + 1).fill(0),
    sum: 0,
  };
  observed.set(name, histogram);
  if (bucket === "sum") histogram.sum += value;
  else {
    const at = bucket === "+Inf" ? bounds.length : bounds.indexOf(Number(bucket));
    histogram.buckets[at] = (histogram.buckets[at] ?? 0) + value;
  }
}

/** One sample line of the exposition. */
export interface Sample {
  metricName?: string;
  labels: Record<string, string | number>;
  value: number;
}

/** The samples of one instrument from its totals. Histograms come cumulated, every bucket there, as Prometheus wants them. */
export function samplesOf(name: Name, totals: readonly MetricDelta[]): Sample[] {
  const instrument: Instrument = INSTRUMENTS[name];
  const own = totals.filter((total) => total.name === name);
  if (instrument.kind === "counter") {
    if (own.length === 0 && instrument.labels.length === 0) return [{ labels: {}, value: 0 }];
    return own.map(({ labels, value }) => ({ labels: labelsOf(instrument.labels, labels), value }));
  }
  const byBucket = new Map(
    own.map(({ labels, value }) => [(JSON.parse(labels) as string[])[0] ?? "", value]),
  );
  let sum = 0;
  const buckets = [...(instrument.buckets ?? []), "+Inf"].map((bound) => {
    sum += byBucket.get(String(bound)) ?? 0;
    return { metricName: `${name}_bucket`, labels: { le: bound }, value: sum };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels: {}, value: byBucket.get("sum") ?? 0 },
    { metricName: `${name}_count`, labels: {}, value: sum },
  ];
}

function labelsOf(names: readonly string[], json: string): Record<string, string> {
  const values = JSON.parse(json) as string[];
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
}
