import { RenderedText, toText } from "../rendered-text.ts";
import { isKnownZone, strftime } from "../strftime.ts";
import { parseTime, toIso8601, ZonedTime } from "../zoned-time.ts";
import { type FilterTable, withContext } from "./filter.ts";

const DEFAULT_FORMAT = "%Y-%m-%d %H:%M:%S %z";
// Epoch seconds or milliseconds: digits that authors write bare into JSON.
const EPOCH_FORMAT = /^%s(?:%L|0*)$/;

const format = (pattern: string) =>
  withContext((context, value) => {
    const time = parseTime(value, context.session.data.now);
    return time === null ? value : strftime(time, pattern);
  });

export const dateFilters: FilterTable = {
  date: withContext((context, value, pattern) => {
    const time = parseTime(value, context.session.data.now);
    if (time === null) return value;
    const wanted =
      pattern === undefined || pattern === null || pattern === "" ? DEFAULT_FORMAT : toText(pattern);
    const shown = strftime(time, wanted);
    return EPOCH_FORMAT.test(wanted) ? new RenderedText(shown, "number") : shown;
  }),
  time_zone: withContext((context, value, zone) => {
    const time = parseTime(value, context.session.data.now);
    if (time === null) return value;
    const name = toText(zone);
    return new ZonedTime(time.ms, name !== "" && isKnownZone(name) ? name : "UTC");
  }),
  iso8601: withContext((context, value) => {
    const time = parseTime(value, context.session.data.now);
    return time === null ? value : toIso8601(time);
  }),
  date_to_xmlschema: format("%Y-%m-%dT%H:%M:%S%:z"),
  date_to_rfc822: format("%a, %d %b %Y %H:%M:%S %z"),
  date_to_string: format("%d %b %Y"),
  date_to_long_string: format("%d %B %Y"),
};
