import { Liquid } from "liquidjs";
import { dateFilters } from "./filters/date.ts";
import { hashFilters } from "./filters/hash.ts";
import { jsonFilters } from "./filters/json.ts";
import { miscFilters } from "./filters/misc.ts";
import { numberFilters } from "./filters/number.ts";
import { urlFilters } from "./filters/url.ts";
import { AbortMessageTag } from "./tags/abort-message.ts";
import { EscapingCaptureTag } from "./tags/capture.ts";
import { ConnectedContentTag } from "./tags/connected-content.ts";
import { MessageExtrasTag } from "./tags/message-extras.ts";

// Tags that read files or print HTML.
const REMOVED_TAGS = ["include", "render", "layout", "block", "tablerow"];
// Filters that parse code from data, or answer differently each time.
const REMOVED_FILTERS = [
  "where_exp",
  "reject_exp",
  "group_by_exp",
  "has_exp",
  "find_index_exp",
  "find_exp",
  "sample",
  "inspect",
];

/** The one Liquid engine: no file access, no prototype access, unknown filters are errors. */
export const engine: Liquid = createEngine();

function createEngine(): Liquid {
  const liquid = new Liquid({
    templates: {},
    cache: false,
    strictFilters: true,
    ownPropertyOnly: true,
    locale: "en-US",
    timezoneOffset: 0,
  });
  for (const name of REMOVED_TAGS) delete liquid.tags[name];
  for (const name of REMOVED_FILTERS) liquid.unregisterFilter(name);
  const own = {
    ...jsonFilters,
    ...urlFilters,
    ...hashFilters,
    ...dateFilters,
    ...numberFilters,
    ...miscFilters,
  };
  for (const [name, filter] of Object.entries(own)) liquid.registerFilter(name, filter);
  liquid.registerTag("abort_message", AbortMessageTag);
  liquid.registerTag("capture", EscapingCaptureTag);
  liquid.registerTag("connected_content", ConnectedContentTag);
  liquid.registerTag("message_extras", MessageExtrasTag);
  return liquid;
}
