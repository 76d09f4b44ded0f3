"use client";

import { ActionIcon, Tooltip } from "@mantine/core";
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { WaitingReviews } from "#components/review/waiting-reviews.tsx";
import { Logo } from "./logo.tsx";
import { isCurrent, type NavigationItem } from "./navigation.ts";
import classes from "./rail.module.css";
import { useNavigation } from "./use-navigation.ts";

type RailProps = { collapsed: boolean; onToggle?: () => void };

/** The navigation: names and icons, or icons alone. */
export function Rail({ collapsed, onToggle }: RailProps) {
  const t = useTranslations("shell");
  const groups = useNavigation();
  const label = collapsed ? t("rail.expand") : t("rail.collapse");
  return (
    <div className={classes.rail} data-collapsed={collapsed || undefined}>
      <nav className={classes.nav} aria-label={t("navigation")}>
        {onToggle ? (
          <Link href="/" className={classes.brand} aria-label={collapsed ? "Signalbox" : undefined}>
            <Logo size={24} />
            {collapsed ? null : <span>Signalbox</span>}
          </Link>
        ) : null}
        {groups.map((group) => (
          <div key={group.id} className={classes.group}>
            {group.heading && !collapsed ? (
              <h2 className={classes.heading} id={`nav-${group.id}`}>
                {t(`nav.${group.id}`)}
              </h2>
            ) : null}
            <ul className={classes.list} aria-label={group.heading ? t(`nav.${group.id}`) : undefined}>
              {group.items.map((item) => (
                <li key={item.id}>
                  <RailLink item={item} collapsed={collapsed} />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      {onToggle ? (
        <div className={classes.foot}>
          <Tooltip label={label} position="right">
            <ActionIcon onClick={onToggle} aria-label={label} aria-expanded={!collapsed}>
              {collapsed ? (
                <IconLayoutSidebarLeftExpand size={18} aria-hidden="true" />
              ) : (
                <IconLayoutSidebarLeftCollapse size={18} aria-hidden="true" />
              )}
            </ActionIcon>
          </Tooltip>
        </div>
      ) : null}
    </div>
  );
}

function RailLink({ item, collapsed }: { item: NavigationItem; collapsed: boolean }) {
  const t = useTranslations("shell");
  const pathname = usePathname();
  const current = isCurrent(item, pathname);
  const name = t(`nav.${item.id}`);
  const Icon = item.icon;
  return (
    <Tooltip label={name} position="right" disabled={!collapsed} openDelay={100}>
      <Link
        href={item.href}
        className={classes.link}
        aria-current={current ? "page" : undefined}
        aria-label={collapsed ? name : undefined}
      >
        <Icon size={17} stroke={1.75} aria-hidden="true" className={classes.icon} />
        {collapsed ? null : <span className={classes.name}>{name}</span>}
        {item.id === "reviews" ? <WaitingReviews /> : null}
      </Link>
    </Tooltip>
  );
}
