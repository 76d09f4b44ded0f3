/** What surrounds a host: who sends to it, which secrets go there, whether it may be called at all. */
import { z } from "zod";

const sender = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  deliveries: z.int(),
  last_at: z.iso.datetime(),
});

export const hostUsageSchema = z.object({
  /** Those of the newest deliveries to the host, the busiest first. */
  campaigns: z.array(sender),
  canvases: z.array(sender),
  /** Secrets bound to the host, and those its own settings name. */
  secrets: z.array(
    z.object({
      name: z.string(),
      used_as: z.enum(["credentials", "client_key", "template"]),
      missing: z.boolean(),
    }),
  ),
});
export type HostUsage = z.output<typeof hostUsageSchema>;

export const EGRESS_VERDICTS = ["public", "allowed", "blocked", "unresolved"] as const;

export const hostEgressSchema = z.object({
  /** public: a public address; allowed: private but listed in EGRESS_ALLOW; blocked: refused; unresolved: the name has no address. */
  verdict: z.enum(EGRESS_VERDICTS),
  /** Whether requests leave through the outbound proxy. */
  proxied: z.boolean(),
  checked_at: z.iso.datetime(),
});
export type HostEgress = z.output<typeof hostEgressSchema>;
