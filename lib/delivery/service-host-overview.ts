/** Who sends to a host, which secrets go there, and whether the egress guard lets requests through. */
import { getHost, hostKey } from "#lib/host/service.ts";
import type { Context } from "#lib/platform/context.ts";
import { mayReceiveSecret } from "#lib/secret/allowed-host.ts";
import { listSecrets } from "#lib/secret/service.ts";
import { systemResolve } from "./client-lookup.ts";
import { isAllowed, isMetadataName, isPublicAddress, literalAddress } from "./egress.ts";
import type { HostEgress, HostUsage } from "./host-overview-schema.ts";
import { egressPolicy } from "./service-egress.ts";
import { recentSenders, type SenderRow } from "./store-host-usage.ts";

/** Campaigns and canvases of the newest deliveries, and every secret that may go there. */
export async function hostUsage(context: Context, key: string): Promise<HostUsage> {
  const host = hostKey(key);
  const [{ auth, tls }, senders, secrets] = await Promise.all([
    getHost(context, host),
    recentSenders(context.workspaceId, host),
    listSecrets(context),
  ]);
  const exists = new Set(secrets.map((secret) => secret.name));
  const named = [
    { name: auth.type === "none" ? undefined : auth.secret, used_as: "credentials" as const },
    { name: tls?.client_key_secret, used_as: "client_key" as const },
  ].flatMap(({ name, used_as }) =>
    name === undefined ? [] : [{ name, used_as, missing: !exists.has(name) }],
  );
  const bound = secrets
    .filter((secret) => secret.allowed_hosts.length > 0 && mayReceiveSecret(secret.allowed_hosts, host))
    .filter((secret) => !named.some((one) => one.name === secret.name))
    .map((secret) => ({ name: secret.name, used_as: "template" as const, missing: false }));
  const of = (kind: SenderRow["kind"]) =>
    senders
      .filter((row) => row.kind === kind)
      .map(({ id, name, status, deliveries, last_at }) => ({
        id,
        name,
        status,
        deliveries,
        last_at: last_at.toISOString(),
      }));
  return { campaigns: of("campaign"), canvases: of("canvas"), secrets: [...named, ...bound] };
}

/** Looks the host up and asks the same guard as the sender; it says nothing about what listens there. */
export async function hostEgress(context: Context, key: string): Promise<HostEgress> {
  const host = hostKey(key);
  const [, name = host, port] = /^(.*?)(?::(\d+))?$/.exec(host) ?? [];
  const policy = egressPolicy();
  const ports = port === undefined ? [443, 80] : [Number(port)];
  const literal = literalAddress(name);
  if (isMetadataName(name))
    return { verdict: "blocked", proxied: false, checked_at: context.now.toISOString() };
  if (literal === null && policy.proxy?.resolves) {
    return { verdict: "public", proxied: true, checked_at: context.now.toISOString() };
  }
  const addresses = literal === null ? await lookUp(name) : [literal];
  const allowed = addresses.filter((address) => ports.some((one) => isAllowed(policy, name, address, one)));
  return {
    verdict: verdictOf(addresses, allowed),
    proxied: policy.proxy !== undefined && allowed.some(isPublicAddress),
    checked_at: context.now.toISOString(),
  };
}

const resolve = systemResolve();

async function lookUp(name: string): Promise<string[]> {
  try {
    return (await resolve(name)).map(({ address }) => address);
  } catch {
    return [];
  }
}

function verdictOf(addresses: readonly string[], allowed: readonly string[]): HostEgress["verdict"] {
  if (addresses.length === 0) return "unresolved";
  if (allowed.length === 0) return "blocked";
  return allowed.every(isPublicAddress) ? "public" : "allowed";
}
