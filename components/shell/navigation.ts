import {
  IconBolt,
  IconChartBar,
  IconChecklist,
  IconCode,
  IconHome,
  IconInbox,
  IconListDetails,
  IconPuzzle,
  IconRoute,
  IconServer2,
  IconSettings,
  IconSpeakerphone,
  IconUsers,
  IconUsersGroup,
  type TablerIcon,
} from "@tabler/icons-react";
import type { Scope } from "#lib/workspace/permissions.ts";

export type NavigationItem = {
  /** Its label is `shell.nav.<id>`. */
  id: string;
  href: string;
  icon: TablerIcon;
  /** Second key after `g`. */
  key?: string;
  /** Left out for people without it. */
  scope?: Scope;
  /** Addresses that also light this item up. */
  also?: readonly string[];
};

export type NavigationGroup = {
  /** Heading `shell.nav.<id>`; groups without one stand alone. */
  id: string;
  heading: boolean;
  items: readonly NavigationItem[];
};

/** The left rail, top to bottom. An item belongs here once its page exists. */
export const NAVIGATION: readonly NavigationGroup[] = [
  { id: "start", heading: false, items: [{ id: "home", href: "/", icon: IconHome, key: "h" }] },
  {
    id: "messaging",
    heading: false,
    items: [
      { id: "campaigns", href: "/campaigns", icon: IconSpeakerphone, key: "c", scope: "campaigns.read" },
      { id: "journeys", href: "/journeys", icon: IconRoute, key: "j", scope: "canvas.read" },
      { id: "reviews", href: "/reviews", icon: IconChecklist, key: "r", scope: "reviews.read" },
      { id: "blocks", href: "/blocks", icon: IconPuzzle, key: "b", scope: "content_blocks.read" },
      { id: "reports", href: "/reports", icon: IconChartBar, key: "m", scope: "campaigns.read" },
    ],
  },
  {
    id: "audience",
    heading: true,
    items: [
      {
        id: "segments",
        href: "/segments",
        icon: IconUsersGroup,
        key: "s",
        scope: "segments.read",
        also: ["/lists"],
      },
      { id: "people", href: "/people", icon: IconUsers, key: "p", scope: "users.read" },
      { id: "events", href: "/events", icon: IconBolt, key: "e", scope: "events.read" },
    ],
  },
  {
    id: "deliveries",
    heading: true,
    items: [
      { id: "log", href: "/deliveries", icon: IconListDetails, key: "l", scope: "deliveries.read" },
      { id: "hosts", href: "/hosts", icon: IconServer2, key: "o", scope: "hosts.read" },
    ],
  },
  {
    id: "build",
    heading: false,
    items: [
      { id: "receivers", href: "/receivers", icon: IconInbox, key: "i", scope: "receivers.read" },
      { id: "developers", href: "/developers/start", icon: IconCode, key: "d", also: ["/developers"] },
      { id: "settings", href: "/settings/members", icon: IconSettings, key: ",", also: ["/settings"] },
    ],
  },
];

/** Whether `pathname` lies under the item. */
export function isCurrent(item: NavigationItem, pathname: string): boolean {
  if (item.href === "/") return pathname === "/";
  return [item.href, ...(item.also ?? [])].some(
    (href) => pathname === href || pathname.startsWith(`${href}/`),
  );
}
