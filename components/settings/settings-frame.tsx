"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { LinkTabs } from "#components/shell/link-tabs.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SETTINGS_SECTIONS } from "./sections.ts";
import classes from "./settings.module.css";

/** Title and tabs of every settings page. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  const t = useTranslations("settings");
  const tabs = SETTINGS_SECTIONS.map((section) => ({ ...section, label: t(`tabs.${section.id}`) }));
  return (
    <>
      <PageHeader title={t("title")}>
        <LinkTabs label={t("tabs.label")} tabs={tabs} />
      </PageHeader>
      <div className={classes.content}>{children}</div>
    </>
  );
}
