import type { Scope } from "#lib/workspace/permissions.ts";

export type SettingsSection = {
  /** Its label is `settings.tabs.<id>`. */
  id: string;
  href: string;
  scope?: Scope;
};

/** The tabs of Settings. A section belongs here once its page exists. */
export const SETTINGS_SECTIONS: readonly SettingsSection[] = [
  { id: "members", href: "/settings/members", scope: "members.read" },
  { id: "workspace", href: "/settings/workspace", scope: "workspace.read" },
  { id: "review", href: "/settings/review", scope: "workspace.read" },
  { id: "limits", href: "/settings/limits", scope: "workspace.read" },
  { id: "secrets", href: "/settings/secrets", scope: "secrets.read" },
  { id: "audit", href: "/settings/audit", scope: "audit_log.read" },
  { id: "system", href: "/settings/system", scope: "metrics.read" },
  { id: "profile", href: "/settings/profile" },
];
