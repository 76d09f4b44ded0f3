/** Whether the secrets that the settings of a host name exist, and may go where they would be sent. Pure. */
import { problemText } from "#lib/i18n/problem-words.ts";
import { mayReceiveSecret } from "#lib/secret/allowed-host.ts";
import type { HostSettings } from "./schema.ts";

interface Use {
  name: string;
  /** Where it is written in the settings. */
  field: string;
  /** The field that says where it is sent, and that place. */
  goesTo: { field: string; host: string };
}

/**
 * What is wrong with the secrets of these settings. A client secret of OAuth 2 goes to the token endpoint, everything
 * else to the host. `bindings`: the hosts each secret of the workspace is bound to, none for anywhere.
 */
export function secretProblems(
  host: string,
  settings: Pick<HostSettings, "auth" | "tls">,
  bindings: ReadonlyMap<string, readonly string[]>,
) {
  return usesOf(host, settings).flatMap(({ name, field, goesTo }) => {
    const allowed = bindings.get(name);
    if (!allowed) return [{ code: "secret_missing", field, ...problemText("secret_missing", { name }) }];
    if (mayReceiveSecret(allowed, goesTo.host)) return [];
    const words = { name, host: goesTo.host, allowed: allowed.join(", ") };
    return [{ code: "secret_not_allowed", field: goesTo.field, ...problemText("secret_not_allowed", words) }];
  });
}

function usesOf(host: string, { auth, tls }: Pick<HostSettings, "auth" | "tls">): Use[] {
  const uses: Use[] = [];
  if (auth.type === "oauth2") {
    const goesTo = { field: "auth.token_url", host: new URL(auth.token_url).host };
    uses.push({ name: auth.secret, field: "auth.secret", goesTo });
  } else if (auth.type !== "none") {
    uses.push({ name: auth.secret, field: "auth.secret", goesTo: { field: "auth.secret", host } });
  }
  const key = tls?.client_key_secret;
  if (key) {
    const field = "tls.client_key_secret";
    uses.push({ name: key, field, goesTo: { field, host } });
  }
  return uses;
}
