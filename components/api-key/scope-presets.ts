import { SCOPES, SCOPES_BY_GROUP, type Scope } from "#lib/workspace/permissions.ts";

/** Common sets of scopes, so that nobody has to read the whole list first. */
export const SCOPE_PRESETS = {
  tracking: SCOPES_BY_GROUP.users.filter(
    (scope) => scope.startsWith("users.track") || scope.startsWith("users.alias"),
  ),
  sending: [
    "campaigns.trigger.send",
    "canvas.trigger.send",
    "messages.send",
    "sends.id.create",
    "users.track",
    "deliveries.read",
  ],
  reading: SCOPES.filter((scope) => /\.(read|list|details|data_series|info)$/.test(scope)),
  all: ["*"],
} as const satisfies Record<string, readonly (Scope | "*")[]>;

export type ScopePreset = keyof typeof SCOPE_PRESETS;
export const SCOPE_PRESET_NAMES = [
  "tracking",
  "sending",
  "reading",
  "all",
] as const satisfies readonly ScopePreset[];
