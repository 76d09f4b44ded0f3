/** What a change of a host's settings says in the history of the host. Pure. */
import { z } from "zod";
import { diffValues } from "#lib/webhook/value-diff.ts";
import type { HostSettings } from "./schema.ts";

/** More than this is a new configuration, and nobody reads it line by line. */
const MAX_CHANGES = 12;
/** Certificates and long rules are named, not shown. */
const MAX_SHOWN = 60;

export const settingsChangeSchema = z.object({
  /** Who changed them; null for the product itself. */
  by: z.string().nullable(),
  /** Dotted paths, with what stood there and what stands there now as JSON; null where that would be long. */
  changes: z.array(
    z.object({ path: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
});
export type SettingsChange = z.output<typeof settingsChangeSchema>;

export function settingsChange(before: HostSettings, after: HostSettings, by: string | null): SettingsChange {
  const changes = diffValues(before, after).slice(0, MAX_CHANGES);
  return {
    by,
    changes: changes.map((change) => ({
      path: change.path,
      before: shown(change.before),
      after: shown(change.after),
    })),
  };
}

function shown(value: unknown): string | null {
  const json = JSON.stringify(value ?? null);
  return json.length > MAX_SHOWN ? null : json;
}
