/** Every zone the browser knows, and the given ones even when they are aliases. */
export function timeZones(...given: (string | undefined)[]): string[] {
  return [
    ...new Set(["UTC", ...given.filter((zone) => zone), ...Intl.supportedValuesOf("timeZone")]),
  ] as string[];
}
