import type { CompiledMessage } from "./compile-message.ts";
import type { FetchConnectedContent } from "./connected-content.ts";
import type { RenderData } from "./render-data.ts";
import type { RenderResult } from "./render-result.ts";

export type RenderOptions = {
  /** Performs `connected_content`; absent means the variable is null and a warning says so. */
  fetchConnectedContent?: FetchConnectedContent | undefined;
  /** Show `••••` wherever a secret would appear. Render once with and once without. */
  maskSecrets?: boolean | undefined;
  /** Collects the ids of the branches this render took; see `listBranches`. */
  branches?: Set<string> | undefined;
};

/** Renders without waiting: a message with `connected_content` gets null for it. */
export function renderRequestSync(
  _compiled: CompiledMessage,
  _data: RenderData,
  _options: RenderOptions = {},
): RenderResult {
  throw new Error("not built yet");
}

/** Renders the message for the data; waits only when the message uses `connected_content`. */
export async function renderRequest(
  compiled: CompiledMessage,
  data: RenderData,
  options: RenderOptions = {},
): Promise<RenderResult> {
  return renderRequestSync(compiled, data, options);
}
