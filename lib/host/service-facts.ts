import { type HostFacts, hostFactsOf } from "./host-facts.ts";
import { findHost } from "./store.ts";

/** What counts for a request to the host now, read anew. Workers ask their gate, which remembers for a second. */
export async function readHostFacts(workspaceId: string, host: string): Promise<HostFacts> {
  return hostFactsOf(await findHost(workspaceId, host));
}
