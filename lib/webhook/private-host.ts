// A hint while editing that an address points inside the network. The guard at the socket decides, after DNS.

import ipaddr from "ipaddr.js";

const LOCAL_NAMES = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home\.arpa)\.?$/i;

/** True when the host is a private, loopback or otherwise internal name or address as written. */
export function looksPrivate(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "");
  if (LOCAL_NAMES.test(bare)) return true;
  if (!ipaddr.isValid(bare)) return false;
  const address = ipaddr.process(bare);
  return address.range() !== "unicast";
}
