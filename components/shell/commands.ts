import { IconKey, IconUserPlus, type TablerIcon } from "@tabler/icons-react";
import type { Scope } from "#lib/workspace/permissions.ts";

export type Command = {
  /** Its label is `shell.commands.<id>`. */
  id: string;
  href: string;
  icon: TablerIcon;
  scope?: Scope;
  /** Other words people type for it. */
  keywords?: readonly string[];
};

/** Things to do from the palette that are a page to open. A command belongs here once its page exists. */
export const COMMANDS: readonly Command[] = [
  {
    id: "createApiKey",
    href: "/developers/api-keys?create=1",
    icon: IconKey,
    scope: "api_keys.write",
    keywords: ["token"],
  },
  {
    id: "inviteMember",
    href: "/settings/members?invite=1",
    icon: IconUserPlus,
    scope: "members.write",
    keywords: ["team", "user"],
  },
];
