"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useSession } from "#components/shell/session.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SETTINGS_SECTIONS } from "./sections.ts";
import classes from "./settings.module.css";

/** Title and tabs of every settings page. The tabs are links, so each has its address. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  const t = useTranslations("settings");
  const pathname = usePathname();
  const { scopes } = useSession();
  const sections = SETTINGS_SECTIONS.filter(
    ({ scope }) => !scope || scopes.includes("*") || scopes.includes(scope),
  );
  return (
    <>
      <PageHeader title={t("title")}>
        <nav aria-label={t("tabs.label")} className={classes.tabs}>
          {sections.map(({ id, href }) => (
            <Link
              key={id}
              href={href}
              className={classes.tab}
              aria-current={pathname.startsWith(href) ? "page" : undefined}
            >
              {t(`tabs.${id}`)}
            </Link>
          ))}
        </nav>
      </PageHeader>
      <div className={classes.content}>{children}</div>
    </>
  );
}
