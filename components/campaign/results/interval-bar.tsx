import type { VariationStats } from "#lib/campaign/stats-schema.ts";
import classes from "./results.module.css";

type IntervalBarProps = {
  interval: VariationStats["conversions"][number]["interval"];
  /** Share at the right end, the same for every row so that they compare by eye. */
  scale: number;
};

/** A rate as a dot on the line of its 95 % interval. The numbers stand beside it in words. */
export function IntervalBar({ interval, scale }: IntervalBarProps) {
  if (scale === 0) return null;
  const at = (share: number): string => `${(share / scale) * 100}%`;
  return (
    <div className={classes.interval} aria-hidden="true">
      <span
        className={classes.range}
        style={{ left: at(interval.low), width: at(interval.high - interval.low) }}
      />
      <span className={classes.dot} style={{ left: at(interval.rate) }} />
    </div>
  );
}
