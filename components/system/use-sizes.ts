"use client";

import { useFormatter } from "next-intl";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** Amounts of bytes and seconds in the reader's language. */
export function useSizes() {
  const format = useFormatter();
  return {
    bytes(count: number): string {
      const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, count)) / 10)));
      return format.number(count / 2 ** (10 * power), {
        style: "unit",
        unit: UNITS[power] ?? "byte",
        maximumFractionDigits: 1,
      });
    },
    seconds(count: number): string {
      if (count < 120) {
        return format.number(count, {
          style: "unit",
          unit: "second",
          maximumFractionDigits: count < 10 ? 1 : 0,
        });
      }
      const minutes = count / 60;
      return minutes < 120
        ? format.number(minutes, { style: "unit", unit: "minute", maximumFractionDigits: 0 })
        : format.number(minutes / 60, { style: "unit", unit: "hour", maximumFractionDigits: 1 });
    },
  };
}
