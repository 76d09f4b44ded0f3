import { type FilterImplOptions, toValue } from "liquidjs";
import { RenderContext } from "../render-context.ts";
import { RenderedText } from "../rendered-text.ts";

type Handler = Extract<FilterImplOptions, (...args: never[]) => unknown>;
type FilterImpl = ThisParameterType<Handler>;

export type FilterTable = Record<string, FilterImplOptions>;
export type PlainFilter = (value: unknown, ...args: unknown[]) => unknown;
export type ContextFilter = (context: RenderContext, value: unknown, ...args: unknown[]) => unknown;

/** A filter of plain values. What it makes counts against the memory limit. */
export function plain(filter: PlainFilter): FilterImplOptions {
  return function (this: FilterImpl, value: unknown, ...args: unknown[]) {
    const result = filter(toValue(value), ...args.map(toValue));
    this.context.memoryLimit.use(sizeOf(result));
    return result;
  };
}

/** A filter that needs the render data, the clock or the warnings. It receives its value as it is, with any marker. */
export function withContext(filter: ContextFilter): FilterImplOptions {
  return function (this: FilterImpl, value: unknown, ...args: unknown[]) {
    if (!(this.context instanceof RenderContext)) return value;
    const result = filter(this.context, value, ...args.map(toValue));
    this.context.memoryLimit.use(sizeOf(result));
    return result;
  };
}

function sizeOf(result: unknown): number {
  if (typeof result === "string") return result.length;
  if (result instanceof RenderedText) return result.text.length;
  return Array.isArray(result) ? result.length : 1;
}
