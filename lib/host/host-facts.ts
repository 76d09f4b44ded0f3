/** What is known about a host when a request is put together for it, from its stored row. */
import { DEFAULT_HOST_SETTINGS, type HostSettings, hostSettingsSchema } from "./schema.ts";
import type { HostRow } from "./store.ts";

export interface HostFacts {
  settings: HostSettings;
  signing: unknown;
  pausedUrls: HostRow["paused_urls"];
}

const NO_SIGNING: readonly unknown[] = [];
const NO_URLS: HostRow["paused_urls"] = {};
const parsedSettings = new WeakMap<HostRow, HostSettings>();

/** A host nobody has configured has the default settings and signs with the workspace's key. */
export function hostFactsOf(row: HostRow | null): HostFacts {
  if (!row) return { settings: DEFAULT_HOST_SETTINGS, signing: NO_SIGNING, pausedUrls: NO_URLS };
  return { settings: settingsOf(row), signing: row.signing, pausedUrls: row.paused_urls };
}

/** The settings of a row; those that an older release stored and nobody can read any more count as defaults. */
export function settingsOf(row: HostRow | null): HostSettings {
  if (!row) return DEFAULT_HOST_SETTINGS;
  let settings = parsedSettings.get(row);
  if (!settings) {
    const parsed = hostSettingsSchema.safeParse(row.settings);
    settings = parsed.success ? parsed.data : DEFAULT_HOST_SETTINGS;
    parsedSettings.set(row, settings);
  }
  return settings;
}
