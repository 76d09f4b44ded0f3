/** The built-in receiver lives at our own address, which is private on most machines: sending there must be allowed. */

const DEFAULT_PORT: Record<string, number> = { "http:": 80, "https:": 443 };

/** `host:port` of the receivers, in the form that EGRESS_ALLOW takes. */
export function receiverOrigin(origin: string): string {
  const { hostname, port, protocol } = new URL(origin);
  return `${hostname}:${port || DEFAULT_PORT[protocol]}`;
}

/** The operator's list with our own receivers added. */
export function withReceivers(egressAllow: string, origin: string): string {
  return [egressAllow, receiverOrigin(origin)].filter((entry) => entry.trim() !== "").join(",");
}
