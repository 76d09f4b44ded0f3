/** Secrets go to the hosts they are bound to, and to no other: neither in a message nor in what is asked while rendering it. */
import { problemText } from "#lib/i18n/problem-words.ts";
import { mayReceiveSecret } from "#lib/secret/allowed-host.ts";
import type { FetchConnectedContent } from "#lib/template/connected-content.ts";
import { RenderStopError } from "#lib/template/render-errors.ts";

type Bindings = ReadonlyMap<string, { allowedHosts: readonly string[] }>;

/** Why none of this may go to the host, or null when all of it may. */
export function forbiddenSecret(names: readonly string[], secrets: Bindings, host: string): string | null {
  const foreign = foreignSecret(names, secrets, host);
  return foreign && problemText("secret_not_allowed", { ...foreign, host }).message;
}

/** Connected content that refuses, before it calls, to take a secret to a host that it is not bound to. */
export function withinBindings(fetch: FetchConnectedContent, secrets: Bindings): FetchConnectedContent {
  return async (request, names, tag) => {
    const host = URL.canParse(request.url) ? new URL(request.url).host : "";
    const foreign = foreignSecret(names, secrets, host);
    if (foreign) {
      throw new RenderStopError("secret_not_allowed", "connected_content.secret_not_allowed", {
        ...foreign,
        host,
      });
    }
    return fetch(request, names, tag);
  };
}

/** The first of the secrets that is bound to other hosts. */
function foreignSecret(
  names: readonly string[],
  secrets: Bindings,
  host: string,
): { name: string; allowed: string } | null {
  // A name computed while rendering may be any of them.
  for (const name of names.includes("*") ? secrets.keys() : names) {
    const allowed = secrets.get(name)?.allowedHosts ?? [];
    if (!mayReceiveSecret(allowed, host)) return { name, allowed: allowed.join(", ") };
  }
  return null;
}
