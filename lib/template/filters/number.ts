import { toText } from "../rendered-text.ts";
import { type FilterTable, plain } from "./filter.ts";

export const numberFilters: FilterTable = {
  number_with_delimiter: plain((value, delimiter) => {
    const text = toText(value);
    return isNumeric(text) ? group(text, delimiter === undefined ? "," : toText(delimiter)) : text;
  }),
  money: plain((value, symbol) => {
    const text = toText(value);
    if (!isNumeric(text)) return text;
    const amount = Number(text);
    return `${amount < 0 ? "-" : ""}${toText(symbol)}${group(Math.abs(amount).toFixed(2), ",")}`;
  }),
  // Liquid divides whole numbers to a whole number; liquidjs does not unless asked.
  divided_by: plain((value, divisor) => {
    const [top, bottom] = [toNumber(value), toNumber(divisor)];
    if (bottom === 0) return null;
    return Number.isInteger(top) && isWholeDivisor(divisor, bottom) ? Math.floor(top / bottom) : top / bottom;
  }),
  modulo: plain((value, divisor) => {
    const [top, bottom] = [toNumber(value), toNumber(divisor)];
    return bottom === 0 ? null : ((top % bottom) + bottom) % bottom;
  }),
};

function isNumeric(text: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(text);
}

function group(text: string, delimiter: string): string {
  const [whole = "", fraction] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, () => delimiter);
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function toNumber(value: unknown): number {
  const number = Number(value ?? 0);
  return Number.isFinite(number) ? number : 0;
}

/** `2.0` written as text is a decimal; the number 2 cannot be told from 2.0 and counts as whole. */
function isWholeDivisor(divisor: unknown, bottom: number): boolean {
  return Number.isInteger(bottom) && !(typeof divisor === "string" && divisor.includes("."));
}
