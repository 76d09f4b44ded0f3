/** Opens sockets, to allowed addresses alone: literal ones are checked here, names by the lookup that resolves them. */
import { buildConnector } from "undici";
import { EgressBlockedError } from "./client-errors.ts";
import type { TlsMaterial } from "./client-exchange.ts";
import { guardedLookup, type Resolve, systemResolve } from "./client-lookup.ts";
import { timed } from "./client-phases.ts";
import { type EgressPolicy, isAllowed, literalAddress } from "./egress.ts";

export type ConnectorOptions = {
  egress: EgressPolicy;
  connectTimeoutMs?: number;
  /** Replaces DNS in tests. */
  resolve?: Resolve;
};

/** A connector for one set of TLS material; one underneath for every port, because what is allowed depends on it. */
export function guardedConnector(
  options: ConnectorOptions,
  tls: TlsMaterial | undefined,
): buildConnector.connector {
  const resolve = options.resolve ?? systemResolve();
  const byPort = new Map<string, buildConnector.connector>();
  const connectorFor = (port: string) => {
    let connector = byPort.get(port);
    if (!connector) {
      const plain = buildConnector({
        allowH2: false,
        timeout: options.connectTimeoutMs ?? 5_000,
        autoSelectFamily: true,
        autoSelectFamilyAttemptTimeout: 250,
        noDelay: true,
        lookup: guardedLookup(resolve, options.egress, Number(port)),
        ...tls,
      } as buildConnector.BuildOptions);
      connector = timed(plain);
      // A few hundred ports are plenty; hostile URLs must not grow this for ever.
      if (byPort.size > 256) byPort.clear();
      byPort.set(port, connector);
    }
    return connector;
  };
  return (target, callback) => {
    const port = target.port || (target.protocol === "https:" ? "443" : "80");
    const literal = literalAddress(target.hostname);
    if (literal !== null && !isAllowed(options.egress, literal, literal, Number(port))) {
      callback(new EgressBlockedError(), null);
      return;
    }
    connectorFor(port)(target, callback);
  };
}
